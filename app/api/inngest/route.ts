import { serve } from "inngest/next";
import { functions } from "@/inngest";
import { inngest } from "@/inngest/client";

/** The engine's door: it checks signatures by itself. */
export const { GET, POST, PUT } = serve({ client: inngest, functions });
export const maxDuration = 7200;
export const dynamic = "force-dynamic";
