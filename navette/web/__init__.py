"""The HTTP face: the application, the route table, middlewares."""
