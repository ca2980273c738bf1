import type { DeliveryChannel } from "@/lib/schemas/delivery";
import type { Channel } from "./channel";
import { email } from "./email";
import { slack } from "./slack";
import { webhook } from "./webhook";

export const channels: Record<DeliveryChannel, Channel> = { webhook, email, slack };
