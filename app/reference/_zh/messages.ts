/** Webhooks and notifications. */
export const messages = {
  "Only deliveries with this status.": "只列出此状态的投递。",
  "Cursor: the `lastId` of the previous page.": "游标：上一页的 `lastId`。",
  "A page of deliveries, each with its last attempt.": "一页投递，每项附有最近一次尝试。",
  "Only deliveries of this job.": "只列出此任务的投递。",
  "The delivery.": "投递。",
  "The delivery, pending. A delivery that was already pending is sent at once.":
    "投递已进入待发送状态。原本就在等待的投递会立即发送。",
  "The notifications.": "通知设置。",
  "Applies to jobs without a `notify` of their own: when one completes, fails or waits for a review, and likewise to whole batches: one message when a batch has ended, and none of its jobs. The same recipients hear when 80% and 100% of the key's daily budget is used, once a day each.":
    "用于没有自己的 `notify` 的任务：任务完成、失败或等待审核时通知；批次也一样：批次结束时发送一条消息，其中的任务不另外通知。密钥的每日预算用到 80% 和 100% 时也会通知相同的接收人，每天各一次。",
  "Whom to notify of this key's jobs and batches that have no `notify` of their own, and of its daily budget. A batch sends one message when it has ended, not one of each job.":
    "此密钥的任务和批次没有自己的 `notify` 时通知谁，每日预算的提醒也发给他们。批次结束时只发送一条消息，不按任务发送。",
  "Language of the notifications.": "通知的语言。",
  "Not stored or retried. A key sends at most one message a minute through a channel.":
    "不存储也不重试。一个密钥通过每个渠道每分钟最多发送一条消息。",
  "`email:<address>` or `slack`.": "`email:<address>` 或 `slack`。",
  "Result of the test, even if the message was refused.": "测试结果；消息被拒绝时也会返回。",
  "A page of origins, sorted by name. Working origins are not listed.": "一页来源，按名称排序。正常的来源不会列出。",
  "An `origin` listed by `GET /v1/webhooks/origins`.": "`GET /v1/webhooks/origins` 列出的 `origin`。",
  "The origin. Its waiting deliveries are sent.": "来源。等待中的投递会发送。",
  "The secret.": "签名密钥。",
  "Seconds to keep signing with the previous secret as well. 0 stops at once.":
    "旧密钥继续同时签名的秒数。0 表示立即停用。",
  "The new secret.": "新的签名密钥。",
  "URL that receives a signed sample event by POST.": "向此 URL 发送一个带签名的示例事件（POST）。",
  "Result of the test, even if the endpoint rejected it or did not respond.":
    "测试结果；对方拒绝或没有回应时也会返回。",
  "Sent as `webhook-id` with every attempt.": "每次尝试都以 `webhook-id` 发送。",
  "The job that ended; null for the message of a whole batch.": "结束的任务；整个批次的消息为 null。",
  "The batch that ended; null for the message of a job.": "结束的批次；任务的消息为 null。",
  "What it reports.": "报告的事件。",
  "The webhook's URL, `mailto:<address>` or `slack:`.": "Webhook 的 URL、`mailto:<address>` 或 `slack:`。",
  "`paused`: waiting because its origin keeps failing, see `GET /v1/webhooks/origins`.":
    "`paused`：其来源一直失败，因此正在等待，参见 `GET /v1/webhooks/origins`。",
  "Number of attempts so far.": "到目前为止的尝试次数。",
  "HTTP status, or the SMTP reply code of an e-mail; null when there was no response.":
    "HTTP 状态，或电子邮件的 SMTP 回复代码；没有回应时为 null。",
  "The first 1 KB of the response, or why there was none.": "响应的前 1 KB，或没有响应的原因。",
  "The latest 100 attempts, oldest first.": "最近 100 次尝试，最早的在前。",
  "Use it to verify signatures: `whsec_` followed by base64.": "用来验证签名：`whsec_` 加上 base64。",
  "Until this time, messages are also signed with the previous secret; null when there is none.":
    "在此之前，消息同时用旧密钥签名；没有旧密钥时为 null。",
  "The `webhook-id` of the test.": "这次测试的 `webhook-id`。",
  "Whether the endpoint responded with a 2xx status.": "对方是否以 2xx 状态回应。",
  "Consecutive failures.": "连续失败的次数。",
  "Deliveries waiting for this origin to be resumed.": "等待恢复向此来源发送的投递。",
  "The channels that a `notify` may name.": "`notify` 可以使用的渠道。",
  "HTTP status, or the SMTP reply code; null: no response.": "HTTP 状态或 SMTP 回复代码；没有回应时为 null。",
};
