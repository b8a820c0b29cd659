// The service worker of the site. Nothing is kept yet: every request goes to the server.
