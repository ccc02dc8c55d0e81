"""What the field does, as versioned data: playbooks and the questions to ask. Pure: no Django, no database."""
