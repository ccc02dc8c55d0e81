"""The rows of a firm's own life: how its members sign in, how they come and go."""
