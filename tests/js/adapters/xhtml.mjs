// The fault of each narrative, or its text in a list.
import { fault, plain } from "../../../navette/web/static/js/xhtml.js";

export const judge = (divs) => divs.map((div) => fault(div) || [plain(div)]);
