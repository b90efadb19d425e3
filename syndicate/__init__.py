"""syndicate carries a company's internal stories outside, with consent, four eyes and proof."""

__version__ = "0.1.0"
