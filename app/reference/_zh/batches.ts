/** Batches. */
export const batches = {
  "All requests are checked and priced before anything starts. If one cannot be used, nothing is stored, and `errors` has every error with the place of its request (`/requests/6/options/prompt` is of the seventh). The cost of all jobs is reserved in the key's daily budget.":
    "开始之前会检查全部请求并计算价格。只要有一个请求无法使用，就不会存储任何内容，`errors` 列出所有错误及其位置（`/requests/6/options/prompt` 属于第七个请求）。全部任务的费用会从密钥的每日预算中预留。",
  "Send JSON, or upload a list of up to 10000 rows. In a CSV file (UTF-8, with a header, separated by commas, semicolons or tabs) the columns are named like the options of the model; a column named like a media field, such as `image`, has URLs or `asset:<id>`, several separated by spaces. The columns `model`, `priority`, `webhookUrl`, `s3Url`, `metadata`, `maxCost`, `notify`, `cache`, `review` and `stream` are those of a request. Empty cells are left out. In JSON Lines each line is a request as for `POST /v1/generate`. A body has at most 8 MB.":
    "可以发送 JSON，也可以上传最多 10000 行的列表。CSV 文件（UTF-8，第一行为列名，以逗号、分号或制表符分隔）的列名与模型的选项相同；与媒体字段同名的列（例如 `image`）填写 URL 或 `asset:<id>`，多个之间用空格分隔。`model`、`priority`、`webhookUrl`、`s3Url`、`metadata`、`maxCost`、`notify`、`cache`、`review` 和 `stream` 列对应请求的同名字段。空单元格视为未填写。JSONL 文件的每一行是一个请求，与 `POST /v1/generate` 相同。请求体最大 8 MB。",
  "Jobs begin in the order of the requests. The server has a limit of jobs of batches in progress per key (`BATCH_CONCURRENCY`), so that a long batch keeps no other key waiting.":
    "任务按请求的顺序开始。服务器限制每个密钥同时进行的批次任务数（`BATCH_CONCURRENCY`），因此很长的批次不会让其他密钥等待。",
  "`true` only checks the requests, including their media, and returns a quote. Nothing is stored or started, and the key's limits are not checked.":
    "`true` 只检查全部请求（包括媒体文件）并返回报价。不存储也不启动任何内容，也不检查密钥的限额。",
  "With an upload of rows: the model of rows without their own.": "上传列表时：没有指定模型的行所用的模型。",
  "With an upload of rows: as in the JSON body.": "上传列表时：与 JSON 请求体中的相同。",
  "With an upload of rows: as in the JSON body, separated by commas. Empty: no one.":
    "上传列表时：与 JSON 请求体中的相同，用逗号分隔。留空表示不通知任何人。",
  "Repeating a request with the same key and body within 24 hours returns the same batch. Plain or quoted.":
    "24 小时内用相同的 `Idempotency-Key` 和请求体重复请求，会返回同一个批次。可以加引号，也可以不加。",
  "The jobs to make, each as for `POST /v1/generate`; 1 to 10000.":
    "要创建的任务，每一项与 `POST /v1/generate` 相同；1 至 10000 个。",
  "`sequential`: one job after the other, in the order of the requests.": "`sequential`：按请求的顺序逐个进行。",
  "The most jobs of the batch in progress at once. Default: as many as the server allows a key (`BATCH_CONCURRENCY`), or 1 for `sequential`.":
    "批次中同时进行的最多任务数。默认为服务器允许每个密钥的数量（`BATCH_CONCURRENCY`）；`sequential` 默认为 1。",
  "`stop`: after the first failed job, all jobs that have not ended are cancelled.":
    "`stop`：有任务失败后，取消所有未结束的任务。",
  "URL that receives one signed POST when the last job has ended.":
    "最后一个任务结束时，向此 URL 发送一次带签名的 POST 请求。",
  "Whom to notify once the last job has ended: `email:<address>`, `slack`; the message has the counts, the cost and up to six stills. Default: the key's `notify`, for the whole batch and not for each job. A batch that is cancelled as a whole notifies no one.":
    "最后一个任务结束后通知谁：`email:<address>`、`slack`；消息中有任务数、费用和最多六张静帧。默认采用密钥的 `notify`，整个批次只发一条，不按任务发送。整个批次被取消时不通知任何人。",
  "Your own data, up to 16 KB as JSON; returned unchanged with the batch.":
    "你自己的数据，JSON 格式，最大 16 KB；随批次原样返回。",
  "The batch, stored; its jobs wait or have begun.": "批次已存储，其任务正在等待或已经开始。",
  "Cursor for older batches: the `lastId` of the previous page.": "查看更早批次的游标：上一页的 `lastId`。",
  "A page of batches.": "一页批次。",
  "Cursor for later jobs: `items.lastId` of the previous page.": "查看后面任务的游标：上一页的 `items.lastId`。",
  "The batch and its jobs.": "批次及其任务。",
  "Each of its jobs is deleted as by `DELETE /v1/jobs/{id}`. Refused while the batch or one of its jobs is running.":
    "每个任务的删除方式与 `DELETE /v1/jobs/{id}` 相同。批次或其中任何任务进行时会被拒绝。",
  "The batch is deleted.": "批次已删除。",
  "A ZIP of the output files, named by row (`0007.png`, or `0007-1.png` and `0007-2.png`), and `manifest.json` (schema `BatchManifest`).":
    "包含全部输出文件的 ZIP，按行号命名（`0007.png`，或 `0007-1.png` 和 `0007-2.png`），另有 `manifest.json`（格式见 `BatchManifest`）。",
  "The batch, now cancelling or already ended.": "正在取消或已经结束的批次。",
  "Server-sent events with JSON `data`. The stream starts with a `snapshot` of the batch. `job.created`, `job.status`, `job.completed`, `job.failed` and `job.cancelled` contain one job; after them `batch` contains the batch, and finally `batch.ended`. With `Last-Event-ID`, the stream resumes after that event. A comment is sent every 15 seconds.":
    "服务器发送事件（SSE），`data` 为 JSON。事件流以批次的 `snapshot` 开始。`job.created`、`job.status`、`job.completed`、`job.failed` 和 `job.cancelled` 包含一个任务；之后 `batch` 包含批次，最后是 `batch.ended`。带 `Last-Event-ID` 时从该事件之后继续。每 15 秒发送一条注释。",
  "The batch has ended and `Last-Event-ID` is its final event: no more events follow.":
    "批次已结束，且 `Last-Event-ID` 是它的最后一个事件：不会再有新事件。",
  "A retry accepts what it can cost, as the retry of a single job does: the `maxCost` of the requests no longer applies. Ask for a quote first.":
    "与重试单个任务一样，重试即接受所需的费用：请求的 `maxCost` 不再适用。请先获取报价。",
  "Also retry the jobs that a person cancelled. Jobs cancelled by `onFailure: stop` are always retried.":
    "同时重试人工取消的任务。因 `onFailure: stop` 而取消的任务总会重试。",
  "The batch; its jobs wait for their turn.": "批次，其任务正在排队。",
  "`running` until every job has ended. Then `failed` if a job failed, `cancelled` if none failed and one was cancelled, else `completed`.":
    "所有任务结束之前为 `running`。之后，有任务失败则为 `failed`，没有失败但有任务取消则为 `cancelled`，否则为 `completed`。",
  "The number of jobs by status.": "各状态的任务数。",
  "0 to 1": "0 至 1",
  "When the last job should end; null once it has.": "最后一个任务的预计结束时间；结束后为 null。",
  "Why jobs were cancelled before they began.": "任务开始之前被取消的原因。",
  "How many jobs are retried.": "重试的任务数。",
};
