"""The floor's own pages: signing in, one's profile, the staff, the office's choices, the journal, the first steps.

Each module here is a router: form in, one action, redirect or page out. `staff_file` reads a staff list from Excel or
CSV, `words` says in people's words what the journal holds, `post` sends an invitation.
"""
