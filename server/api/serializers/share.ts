import type { Share } from "@/db/shares";
import { env } from "@/lib/env";
import type { ShareObject } from "@/lib/schemas/share";

export const presentShare = ({ token, title, board, download, createdAt }: Share): ShareObject => ({
  object: "share",
  url: `${env().PUBLIC_URL}/s/${token}`,
  embedUrl: `${env().PUBLIC_URL}/s/${token}/embed`,
  ...{ title, board, download },
  createdAt: createdAt.toISOString(),
});
