"""What an approval does when it is given or refused: one executor an action, called by doors."""
