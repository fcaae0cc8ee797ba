"""What is odd in the market: absolute, versioned rows, taken back when they no longer hold."""
