"""Chat: photos that people send to a chatbot, what they get back, and what they may ask for."""
