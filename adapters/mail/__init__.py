"""E-mail: customers' mails come in by IMAP, and the receipt of each goes out by SMTP."""
