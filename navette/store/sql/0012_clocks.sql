-- The clocks this site has had, one row for each change: what came due was due by those of its time.
CREATE TABLE site_clocks (
  i               INTEGER PRIMARY KEY,
  since           INTEGER NOT NULL,
  public_holidays TEXT NOT NULL,        -- settings of these names
  reminder_offsets TEXT NOT NULL
);
