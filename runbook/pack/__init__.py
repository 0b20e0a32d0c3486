"""What an approval board gets: a calendar and a mail with the approval document and the pages, from the plan alone."""
