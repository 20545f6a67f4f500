"""What the receptionist answers: the port, two engines that run the Rasa project, the actions they call."""
