/** Keys and usage. */
export const keys = {
  "A label, such as the program or customer that uses the key.": "名称，例如使用此密钥的程序或客户。",
  "`admin` manages keys and sees all jobs; `user` sees only its own jobs.":
    "`admin` 管理密钥并能看到所有任务；`user` 只能看到自己的任务。",
  "Omitted limits stay unchanged; null restores the installation's default.":
    "省略的限额保持不变；null 恢复为所有密钥的默认值。",
  "Whom to notify of jobs and batches without a `notify` of their own, and of the daily budget.":
    "任务和批次没有自己的 `notify` 时通知谁，每日预算的提醒也发给他们。",
  "When the key expires; null means never.": "密钥的过期时间；null 表示永不过期。",
  "The key object, including the key itself.": "密钥对象，包括密钥本身。",
  "A page of keys.": "一页密钥。",
  "The key.": "密钥。",
  "The updated key.": "修改后的密钥。",
  "The key is revoked.": "密钥已吊销。",
  "Seconds the previous key stays valid. 0 revokes it immediately. A new rotation ends any earlier grace period.":
    "旧密钥继续有效的秒数。0 表示立即吊销。再次轮换会结束之前的宽限期。",
  "The key object, including the new key.": "密钥对象，包括新的密钥。",
  "Days are in UTC. A user key sees its own usage, an admin key that of all keys. Deleting jobs does not change usage.":
    "日期按 UTC 计算。普通用户的密钥只能看到自己的用量，管理员的密钥能看到所有密钥的用量。删除任务不影响用量。",
  "First day. Default: 29 days before `to`.": "第一天。默认为 `to` 之前 29 天。",
  "Last day. Default: today.": "最后一天。默认为今天。",
  "Only usage of this key; for admin keys.": "只列出此密钥的用量；用于管理员的密钥。",
  "A page of days, newest first.": "一页日用量，最新的在前。",
  "The middle part of the key: `ns_<id>_…`.": "密钥的中间部分：`ns_<id>_…`。",
  "Whom it notifies: `email:<address>`, `slack`.": "通知谁：`email:<address>`、`slack`。",
  "Accurate to the minute.": "精确到分钟。",
  "When the previous key stops working.": "旧密钥失效的时间。",
  "Jobs submitted per minute. Uploads and quotes each have five times this limit.":
    "每分钟提交的任务数。上传和报价的限额各为五倍。",
  "Maximum number of concurrent jobs; null means unlimited.": "同时进行的最多任务数；null 表示不限。",
  "Maximum USD per day (UTC), counting charges and the reserved cost of running jobs; null means unlimited.":
    "每日（UTC）最多花费的美元数，包括实际扣费和进行中任务的预留费用；null 表示不限。",
  "The key itself. Shown only once: the server stores only its hash.":
    "密钥本身。只显示这一次：服务器只存储它的哈希值。",
  UTC: "UTC 日期",
  "Jobs started on that day.": "当天开始的任务数。",
  "Estimated cost of these jobs.": "这些任务的预计费用。",
  "Amount charged for service calls on that day.": "当天调用服务的实际扣费。",
};
