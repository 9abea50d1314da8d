"""What stands on each paper of the office: gathered from the records here, drawn in documents/."""
