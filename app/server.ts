import type { Env } from "@/lib/env";
import { noteArrivals } from "./arrival";
import { allowOrigins } from "./cross-origin";
import { passExactLength } from "./exact-length";
import { openGate } from "./gate";
import { leaveWell } from "./leave";
import { admitLongRequests } from "./long-requests";
import { requireHttps } from "./transport-security";

/** What the web process's HTTP server does beyond what Next has it do; each file says why. */
export async function prepareServer({ NODE_ENV }: Env): Promise<void> {
  noteArrivals();
  allowOrigins();
  passExactLength();
  admitLongRequests();
  openGate();
  requireHttps();
  leaveWell();
  if (NODE_ENV === "production") (await import("./straight")).goStraight();
}
