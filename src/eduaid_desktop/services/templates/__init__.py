"""外单位模板: the empty workbooks of banks, bureaus and others, which column of theirs is which of our fields."""
