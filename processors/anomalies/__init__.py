"""What is odd in the market: absolute, versioned rows that are taken back when they no longer hold."""
