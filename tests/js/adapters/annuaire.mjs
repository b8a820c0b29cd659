// A directory that grows, kept in segments: what is kept after each size, and what a page opened then begins with.
import { utf8 } from "../../../navette/web/static/js/core/encoding.js";
import { Annuaire } from "../../../navette/web/static/js/client/annuaire.js";
import { MemoryFolder } from "../../../navette/web/static/js/client/folder.js";
import { Ledgers } from "../../../navette/web/static/js/client/ledgers.js";
import { load } from "../../../navette/web/static/js/client/pins.js";

/** entries: [statement, signature] each; notes: [size, note] each, one after the other. */
export async function grow(pins, entries, notes, page) {
  const folder = new MemoryFolder();
  await folder.write("pins.json", utf8(pins));
  const ledgers = new Ledgers(null, folder, await load(folder));
  const annuaire = await Annuaire.open(folder, ledgers);
  const seen = [];
  for (const [size, note] of notes) {
    let asked = 0;
    const get = async (_, { from }) => {
      asked += 1;
      const given = entries.slice(Number(from), Math.min(size, Number(from) + page));
      return { size, checkpoint: note, entries: given.map(([statement, signature]) => ({ statement, signature })) };
    };
    await Promise.all([annuaire.sync({ get }), annuaire.sync({ get })]);
    const again = await Annuaire.open(folder, new Ledgers(null, folder, await load(folder)));
    const kept = await folder.names("directory");
    seen.push([annuaire.size, again.size, again.directory.people.size, asked, kept.length, again.faults.length]);
  }
  const damaged = await folder.read("directory/000001");
  await folder.write("directory/000001", damaged.slice(0, damaged.length - 10));
  const begun = (await Annuaire.open(folder, ledgers)).size;
  return { seen, begun };
}
