"""EduAid Desktop."""

import os

# Names are read character by character; the 47,000 words of pypinyin cost 45 MiB and half a second.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
