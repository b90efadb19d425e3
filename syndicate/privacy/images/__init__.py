"""What the privacy scan sees in pictures: faces and text, found in a process of its own."""
