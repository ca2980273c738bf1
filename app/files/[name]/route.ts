import { door } from "@/app/door";
import { serveFile } from "./serve";

/** Public: the signature in the address, made for one file and a day or two, is the key. */
export const GET = door("public", serveFile);
export const HEAD = door("public", serveFile);
