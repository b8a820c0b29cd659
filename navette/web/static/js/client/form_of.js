// A form itself, of any version: kept once it was asked for. See forms.js.
import { b64 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { readForm } from "../form.js";
import { readJson, writeJson } from "./folder.js";
import { hashOf } from "./forms.js";

/** @type {(folder: import("./folder.js").Folder, api: import("./http.js").Api, canonical: string) => Promise<import("../form.js").Form|null>} */
export async function formOf(folder, api, canonical) {
  const name = `forms/${b64(await hashOf(canonical))}.json`;
  const kept = await readJson(folder, name);
  if (kept) return readForm(kept);
  const path = `/v1/forms/${name.slice(6, -5)}/compiled`;
  try {
    const fetched = await api.get(path, {}, { signed: false });
    const form = readForm(fetched);
    if (form.canonical !== canonical) return null;
    await writeJson(folder, name, Object(fetched));
    return form;
  } catch (error) {
    if (error instanceof NavetteError && error.code === "unknown-form") return null;
    throw error;
  }
}
