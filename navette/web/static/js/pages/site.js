// Whose pages these are. In the Poste Navette they come from this machine, and speak to a server elsewhere.

const { server } = document.documentElement.dataset;

/** Whether this is the Poste Navette. */
export const poste = Boolean(server);

/** Where others find these pages: what is printed, and handed over. */
export const site = server || location.origin;
