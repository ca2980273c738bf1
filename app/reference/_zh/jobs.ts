/** Jobs and projects. */
export const jobs = {
  "The model defines the `options`: see `GET /v1/models` and the schemas named `input.<model>`. A rejected request stores nothing.":
    "`options` 的字段由模型决定：参见 `GET /v1/models` 和名为 `input.<model>` 的对象。请求被拒绝时不会存储任何内容。",
  "Each key (`/v1/keys`) limits submits per minute, concurrent jobs and USD per day. Running jobs count towards the daily budget with their estimate until they end.":
    "每个密钥（`/v1/keys`）都有每分钟提交次数、同时进行的任务数和每日美元预算的限额。进行中的任务在结束之前按预计费用计入每日预算。",
  "`true` only validates the request, including the media, and returns a quote. Nothing is stored or started, and the key's limits are not checked.":
    "`true` 只检查请求（包括媒体文件）并返回报价。不存储也不启动任何内容，也不检查密钥的限额。",
  "Wait up to this many seconds for the job to end; the maximum is 60.": "最多等待这么多秒，直到任务结束；上限为 60。",
  "Repeating a request with the same key and body within 24 hours returns the same job. Plain or quoted.":
    "24 小时内用相同的 `Idempotency-Key` 和请求体重复请求，会返回同一个任务。可以加引号，也可以不加。",
  "A workflow or a single service: see `GET /v1/models`.": "工作流或单个服务：参见 `GET /v1/models`。",
  "The media files, in the order the model expects them.": "媒体文件，按模型要求的顺序排列。",
  "URL that receives a signed POST when the job ends.": "任务结束时，向此 URL 发送带签名的 POST 请求。",
  "Whom to notify when the job completes, fails or waits for a review. Default: the `notify` of the key; of a job of a batch no one. `[]` notifies no one.":
    "任务完成、失败或等待审核时通知谁。默认采用密钥的 `notify`；批次中的任务默认不通知。`[]` 表示不通知任何人。",
  "Where to copy the result: `s3://bucket/prefix/` or a presigned PUT URL.":
    "把结果复制到哪里：`s3://bucket/prefix/`，或预签名的 `PUT` 地址。",
  "When the queue is saturated, `high` jobs are ordered as if submitted 5 minutes earlier, `urgent` jobs 10 minutes earlier and `low` jobs 5 minutes later. Where calls wait for a place at a service, a higher priority goes first. Queues inside the services are not reordered.":
    "排队较多时，`high` 相当于提前 5 分钟提交，`urgent` 提前 10 分钟，`low` 推迟 5 分钟。调用等待服务的空位时，优先级高的先进行。服务自身的队列不会重新排序。",
  "Your own data, up to 16 KB as JSON; returned unchanged with the job.":
    "你自己的数据，JSON 格式，最大 16 KB；随任务原样返回。",
  "Maximum cost in USD. Providers of a role that cost more are not tried. A job with a higher estimate is rejected with `budget_exceeded`.":
    "费用上限，单位为美元。角色中价格更高的服务商不会被尝试。预计费用超出上限的任务会被拒绝，错误为 `budget_exceeded`。",
  "Whether to reuse cached results of identical requests at no cost.": "相同的请求是否直接沿用缓存的结果，不另收费。",
  "Pause at the model's review points (see `reviews`) until approved with `POST /v1/jobs/{id}/approve`: `true` at all of them, or a list of their keys or titles.":
    "在模型的审核点（见 `reviews`）暂停，直到用 `POST /v1/jobs/{id}/approve` 通过：`true` 表示所有审核点，也可以列出审核点的 key 或标题。",
  "`on`: a workflow's video or picture is checked before the job completes, and `warnings` of the job say what was found. `off`: it is not checked. Default: as the server's `CHECK_RESULTS` says, which is `on` unless changed. Single services and roles are never checked.":
    "`on`：任务完成之前检查工作流的视频或图片，发现的问题列在任务的 `warnings` 中。`off`：不检查。默认由服务器的 `CHECK_RESULTS` 决定，未修改时为 `on`。单个服务和角色从不检查。",
  "Accepted for compatibility with the pod API; ignored.": "为兼容 Pod 的 API 而接受，会被忽略。",
  "Options of the model: see its `input` schema in `GET /v1/models`.":
    "模型的选项：参见 `GET /v1/models` 中该模型的 `input`。",
  "The job, if it ended within the `Prefer: wait` time; or the quote of a dry run.":
    "在 `Prefer: wait` 的时间内结束的任务，或试运行的报价。",
  "The job, stored and queued.": "任务已存储并排队。",
  "The job is being cancelled.": "任务正在取消。",
  "With `fields=summary`, `snapshot` has summaries, and every change, also `step`, is the summary of its job.":
    "使用 `fields=summary` 时，`snapshot` 中是任务摘要，每次变化（包括 `step`）也是相应任务的摘要。",
  "`summary`: each job without its steps, files and prompts, as a list shows it. Without it, whole jobs.":
    "`summary`：每个任务不含步骤、文件和提示词，适合列表显示。不填则返回完整的任务。",
  "Server-sent events with JSON `data`. The stream starts with a `snapshot`, followed by every change: `job.created`, `job.status`, `job.completed`, `job.failed` and `job.cancelled` contain the job, `step` contains one step. `job.deleted` contains only the `jobId` of a job that was deleted. `progress` reports elapsed time at most once per second and has no `id`. With `Last-Event-ID`, the stream resumes after that event, or starts with a new snapshot if the event is too old. A comment is sent every 15 seconds.":
    "服务器发送事件（SSE），`data` 为 JSON。事件流以 `snapshot` 开始，之后是每次变化：`job.created`、`job.status`、`job.completed`、`job.failed` 和 `job.cancelled` 包含任务，`step` 包含一个步骤。`job.deleted` 只包含被删除任务的 `jobId`。`progress` 报告已用时间，每秒最多一次，没有 `id`。带 `Last-Event-ID` 时从该事件之后继续；如果该事件太旧，则以新的快照开始。每 15 秒发送一条注释。",
  "`summary`: each job without its steps, files and prompts. `all`: whole jobs, as `GET /v1/jobs/{id}` gives them.":
    "`summary`：每个任务不含步骤、文件和提示词。`all`：完整的任务，与 `GET /v1/jobs/{id}` 相同。",
  "Only jobs with this status.": "只列出此状态的任务。",
  "Only jobs of this model.": "只列出此模型的任务。",
  "Only jobs of this batch.": "只列出此批次的任务。",
  "Only jobs created at or after this time.": "只列出此时间或之后创建的任务。",
  "Only jobs created before this time.": "只列出此时间之前创建的任务。",
  "Only starred jobs.": "只列出加了星标的任务。",
  "Only jobs that wait for a person: for a review, for a decision about an unconfirmed step, or failed with an error that a retry may mend. Pages can be short, as with `q`.":
    "只列出需要你处理的任务：等待审核，有待确认的步骤需要决定，或失败后重试可能成功。与 `q` 一样，一页可能不满。",
  "Only jobs of this project.": "只列出此项目的任务。",
  "Only jobs of the key with this id. Only an admin may name another key.":
    "只列出此 id 的密钥的任务。只有管理员可以指定其他密钥。",
  "Only jobs whose title or prompt contains this text. Each page searches a few thousand jobs, so it can be short or empty while `hasMore` is true; continue with `lastId`.":
    "只列出标题或提示词包含此文字的任务。每页搜索几千个任务，因此 `hasMore` 为 true 时一页也可能不满甚至为空；请用 `lastId` 继续。",
  "Page size.": "每页的数量。",
  "Cursor for older jobs: the `lastId` of the previous page.": "查看更早任务的游标：上一页的 `lastId`。",
  "Cursor for newer jobs: the `firstId` of the current page.": "查看更新任务的游标：当前页的 `firstId`。",
  "A page of jobs.": "一页任务。",
  "Each job has its own answer: one that refuses does not stop the others. Safe to repeat.":
    "每个任务有各自的结果：某个任务被拒绝不影响其他任务。可安全重复。",
  "For `move`: the project's name; null takes the jobs out of theirs.": "用于 `move`：项目名称；null 表示移出项目。",
  "What happened to each job.": "每个任务的处理结果。",
  "The job. If it failed, `error` says why.": "任务。如果失败，`error` 说明原因。",
  "The job's title; its archive and downloads are named by it. null: the prompt is its title again, as at first.":
    "任务的标题，也用作压缩包和下载文件的名称。null 表示像最初一样以提示词为标题。",
  "The name of the project that the job belongs to. null: none.": "任务所属项目的名称。null 表示不属于任何项目。",
  "Of a job that has not ended. A queued job moves to its new place in the queue. Of a started job, only the steps that have not begun change their place: what a service already works on or has in its own queue stays there.":
    "用于未结束的任务。排队中的任务会移到队列中的新位置。已开始的任务只有未开始的步骤会改变位置：服务正在处理或已在服务自身队列中的工作不受影响。",
  "The job.": "任务。",
  "The job disappears at once. For `KEEP_DELETED_HOURS` (24 unless the operator changed it) `POST /v1/jobs/{id}/restore` brings it back, and the signed URLs of its files that were given out still work; then its files are removed within two hours. Files that another job uses are kept, uploads stay usable until they expire, and what it cost stays in the usage.":
    "任务立即消失。在 `KEEP_DELETED_HOURS` 内（默认 24 小时，可由管理员修改），可以用 `POST /v1/jobs/{id}/restore` 恢复，已发出的签名 URL 也仍然有效；之后文件会在两小时内删除。其他任务正在使用的文件会保留，上传的文件在过期之前仍可使用，费用仍计入用量。",
  "The job is deleted.": "任务已删除。",
  "The job, continuing.": "继续进行的任务。",
  "The job, now cancelling or already ended.": "正在取消或已经结束的任务。",
  "`true` only validates the request and returns a quote. Nothing is started, and the key's limits are not checked.":
    "`true` 只检查请求并返回报价。不启动任何内容，也不检查密钥的限额。",
  "Quote of a dry run.": "试运行的报价。",
  "The job, queued.": "任务已排队。",
  "`true` keeps the stream open after the job has ended: a retry or a retake starts the job again.":
    "`true` 表示任务结束后仍保持事件流：重试或重拍会让任务重新开始。",
  "The job has ended and `Last-Event-ID` is its final event: no more events follow.":
    "任务已结束，且 `Last-Event-ID` 是它的最后一个事件：不会再有新事件。",
  "The projects that have a job, up to 1,000.": "有任务的项目，最多 1,000 个。",
  "The project's name.": "项目名称。",
  "Its new name. A project that has this name already takes in its jobs.":
    "新的名称。如果已有同名项目，任务会并入该项目。",
  "The project under its new name.": "改名后的项目。",
  "The key that submitted it.": "提交任务的密钥。",
  "The batch that the job belongs to; null for a single job.": "任务所属的批次；单独的任务为 null。",
  "The title that a person gave it: `PATCH /v1/jobs/{id}`; null: the prompt is its title.":
    "人工设置的标题：`PATCH /v1/jobs/{id}`；null 表示以提示词为标题。",
  "The name of its project; null without one.": "所属项目的名称；不属于项目时为 null。",
  "RFC 3339, UTC": "RFC 3339 格式，UTC",
  "When the job last started; a retry, retake or approval starts it again.":
    "任务最近一次开始的时间；重试、重拍或通过审核都会让任务重新开始。",
  "Estimated seconds until the job is done. Null when unknown: after the job has ended, or while a step is `retrying`, `unconfirmed` or taking longer than usual.":
    "距任务完成的预计秒数。未知时为 null：任务已结束，或有步骤处于 `retrying`、`unconfirmed` 或用时比平常更长。",
  "The output when it has more than files, such as text and numbers, or files in nested objects; a file in it is `asset:<id>` of one of `outputs`. Null when the output is only files.":
    "输出不只有文件时的完整输出，例如文字和数值，或嵌套对象中的文件；其中的文件写作 `asset:<id>`，对应 `outputs` 中的一项。输出只有文件时为 null。",
  "Whether the result is checked before the job completes.": "任务完成之前是否检查结果。",
  "What the check found in the result. The result is kept all the same; empty without a fault.":
    "检查结果时发现的问题。结果仍会保留；没有问题时为空。",
  "Whom the job notifies: `email:<address>`, `slack`.": "任务通知谁：`email:<address>`、`slack`。",
  "What went wrong, including the service's own message.": "出错的原因，包括服务返回的原始消息。",
  "The `key` of the step that failed.": "失败步骤的 `key`。",
  "For a job with several shots: how many were finished and kept. `message` starts with the same count.":
    "有多个镜头的任务：已完成并保留了多少个。`message` 开头也有这个数量。",
  "The options that are texts, numbers or switches. Texts are cut after 200 characters.":
    "文字、数字和开关类型的选项。文字超过 200 个字符会被截断。",
  "The picture that represents the job; null while there is none.": "代表任务的图片；还没有时为 null。",
  "Seconds of the film; null without one.": "影片的秒数；没有影片时为 null。",
  "The steps that a service is working on.": "服务正在处理的步骤。",
  "Estimated seconds from start to end.": "从开始到结束的预计秒数。",
  "One per id, in the order of the request.": "每个 id 一项，按请求的顺序。",
  "Its name.": "项目的名称。",
  "How many jobs it has.": "项目中的任务数。",
};
