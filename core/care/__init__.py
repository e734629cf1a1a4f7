"""What is done for a resident: services by discipline, her plan, school, assessments, and incidents."""
