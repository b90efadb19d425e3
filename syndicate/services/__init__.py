"""What people and machines do. Functions take the session first and never commit."""
