"""The engine that runs the Rasa project in process."""
