"""What helps those who run and those who build syndicate."""
