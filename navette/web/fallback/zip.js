// One file of many (ZIP, APPNOTE 6.3.10), for which browsers have nothing. Bundled as js/client/zip_fallback.js.
import { downloadZip } from "client-zip";

/** An archive, not compressed: what is in it mostly is. @type {(files: {name: string, input: Blob | Uint8Array, lastModified: Date}[]) => Promise<Blob>} */
export const archive = (files) => downloadZip(files).blob();
