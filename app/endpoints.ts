import { apiEndpoints } from "@/server/api/openapi/document";
import type { Endpoint } from "@/server/api/route";
import * as engine from "./api/inngest/route";
import * as oembed from "./oembed/route";
import * as sharedFile from "./s/[token]/[file]/route";
import * as embed from "./s/[token]/embed/route";
import * as shared from "./s/[token]/route";
import * as signIn from "./sign-in/route";

/** All endpoints of the app; those that answer with pages are defined in their route files. */
export const endpoints: readonly Endpoint[] = [
  ...apiEndpoints,
  ...[signIn.GET, signIn.POST, shared.GET, sharedFile.GET, embed.GET, oembed.GET],
  ...[engine.GET, engine.POST, engine.PUT],
];
