/** Steps and their takes. */
export const steps = {
  "Each step gets a new take with a new seed, as `POST …/steps/{key}/retake` with an empty object makes one. Their price is reserved together; if one step cannot be retaken, nothing starts.":
    "每个步骤以新的种子产生一个新版本，相当于用空对象调用 `POST …/steps/{key}/retake`。费用一起预留；只要有一个步骤无法重拍，就什么都不会开始。",
  "The `key` of each step, such as `clip.2`.": "各步骤的 `key`，例如 `clip.2`。",
  "How many takes to make at once, each with another seed. The last one that succeeds is chosen; the others can be chosen later.":
    "同时制作几个版本，种子各不相同。采用最后成功的版本，其他版本以后也可以选用。",
  "Whether dependent steps are made again at once. Default: false for a completed job, otherwise true.":
    "是否立即重做依赖它的步骤。默认：已完成的任务为 false，其他任务为 true。",
  "The step's `key`.": "步骤的 `key`。",
  'Adds a take at no cost and chooses it. `output` has the fields of the service\'s output, for example `text` of a written step. Give files as `asset:<id>` of an upload; a list of files that you leave out gets the single file. The job must have ended or be waiting for a review. In a completed job the dependent steps are `outOfDate`, with their price, until `POST /v1/jobs/{id}/continue`; with `"continue": true` they are made at once. Any other job continues to its result, or to its review.':
    '免费添加一个版本并采用它。`output` 的字段与服务的输出相同，例如文字步骤的 `text`。文件写作已上传文件的 `asset:<id>`；省略的文件列表会填入这一个文件。任务必须已结束或正在等待审核。在已完成的任务中，依赖它的步骤会标为 `outOfDate` 并附上价格，直到调用 `POST /v1/jobs/{id}/continue`；使用 `"continue": true` 则立即重做。其他任务会继续，直到得出结果或等待审核。',
  "The job. After `check_again`, the step's `message` says what was found.":
    "任务。执行 `check_again` 之后，步骤的 `message` 说明查询结果。",
  'You can change any option of the step\'s service, usually `prompt` or `seed`; an empty object uses a new seed. `model` selects another service with the same media inputs and outputs; the error for any other service lists the possible ones. `provider` names who makes the step, as `fal:wan-2.5`, or a list in the order to try. A new prompt for a keyframe also applies to its clip, unless the clip has its own prompt. Available once the job has ended or is waiting for a review. The current result stays until the new one is ready. In a completed job, only this step is made: dependent steps become `outOfDate`, with their price, until `POST /v1/jobs/{id}/continue`; `"continue": true` makes them at once. Any other job continues to its next review or its result.':
    '可以修改该步骤所用服务的任何选项，通常是 `prompt` 或 `seed`；空对象表示换一个种子。`model` 选择媒体输入和输出相同的另一个服务；如果不符合，错误中会列出可选的服务。`provider` 指定由谁生成，例如 `fal:wan-2.5`，也可以是按尝试顺序排列的列表。关键帧的新提示词也用于它的视频，除非该视频有自己的提示词。任务结束后或等待审核时可用。新结果完成之前，一直保留当前结果。在已完成的任务中只重做这一步：依赖它的步骤会标为 `outOfDate` 并附上价格，直到调用 `POST /v1/jobs/{id}/continue`；使用 `"continue": true` 则立即重做。其他任务会继续，直到下一次审核或得出结果。',
  "The service to use. Default: the current one.": "使用的服务。默认为当前服务。",
  "Who makes it: an entry of the step's role, or a list of them.": "由谁生成：步骤的角色中的一项，或多项组成的列表。",
  "Identifies the step within its job; used in the addresses of the step.": "在任务中标识该步骤，也用于步骤的地址。",
  "What the step does, for people. May change between versions.":
    "给人看的说明：这一步做什么。Nextscene 升级后可能改变。",
  "Of a step whose service is a role: its providers in the order in which they are tried. Empty for other steps.":
    "服务是角色的步骤：按尝试顺序排列的服务商。其他步骤为空。",
  "Who makes or made it, as `fal:wan-2.5`, where the service is a role; null otherwise.":
    "服务是角色时，正在生成或已经生成结果的服务商，例如 `fal:wan-2.5`；否则为 null。",
  "Providers that did not make it, oldest first, with the reason.": "未能生成的服务商及原因，最早的在前。",
  "What the provider makes in place of the requested size and length, as `768 × 768, 3 s` and `720p, 1:1, 5 s`. Null where it is the same.":
    "服务商实际生成的尺寸和时长与要求不同时给出，例如要求 `768 × 768, 3 s`，实际为 `720p, 1:1, 5 s`。相同时为 null。",
  "Whether a person gave its result: `POST …/steps/{key}/edit`.": "结果是否由人工提供：`POST …/steps/{key}/edit`。",
  "Why the workflow did not accept the result. After the last try the job uses it all the same.":
    "工作流不接受该结果的原因。最后一次尝试之后，任务仍会使用该结果。",
  "Current state, as a sentence.": "当前状态，用一句话说明。",
  "Latest message about this step, usually from the service; in English.":
    "关于该步骤的最新消息，通常来自服务；为英文。",
  "What was changed in the input so that the service takes it, such as a scaled picture; in English.":
    "为了让服务能够接受而对输入做的改动，例如缩放图片；为英文。",
  "Maximum number of attempts while the service rejects the request.": "服务拒绝请求时的最多尝试次数。",
  "Set while the step is `retrying`.": "步骤处于 `retrying` 时设置。",
  "0 to 1, as reported by the service; null until it reports.": "服务报告的进度，0 至 1；尚未报告时为 null。",
  "A small picture of the unfinished work as a `data:` URL, while the step is `waiting` and its service sends one; null otherwise.":
    "未完成结果的小图，为 `data:` URL，在步骤处于 `waiting` 且服务提供时才有；否则为 null。",
  "Expected end. A time in the past means the step takes longer than usual.":
    "预计结束时间。如果时间已过，说明这一步用时比平常更长。",
  "Set while the step is `waiting`: if the service sends nothing until this time, `actions` offers ways to continue.":
    "步骤处于 `waiting` 时设置：如果服务到此时间仍没有消息，`actions` 会给出继续的方式。",
  "Text written by a language service.": "语言服务写出的文字。",
  "The prompt of this step.": "该步骤的提示词。",
  "The seed of this step.": "该步骤的种子。",
  "Of a step that chooses one of several files: the `field` of those `inputs`. A person chooses another one by an edit of the step.":
    "用于从多个文件中选择一个的步骤：这些 `inputs` 的 `field`。编辑该步骤可以改选另一个。",
  "The tokens that a language service used, where its answer says it; null otherwise.":
    "语言服务使用的 Token 数，在服务的答复中有说明时给出；否则为 null。",
  "Set when a step it depends on has changed: the step keeps its earlier result until `POST /v1/jobs/{id}/continue` makes it again.":
    "它所依赖的步骤改变后设置：在用 `POST /v1/jobs/{id}/continue` 重做之前，该步骤保留之前的结果。",
  "All takes, oldest first; empty while there is only one.": "所有版本，最早的在前；只有一个版本时为空。",
  "Actions that `POST /v1/jobs/{id}/steps/{key}/resolve` currently accepts. Empty unless the step is unconfirmed or its service has been silent for too long.":
    "`POST /v1/jobs/{id}/steps/{key}/resolve` 当前接受的操作。除非步骤待确认，或服务太久没有消息，否则为空。",
  "The first take is 1.": "第一个版本为 1。",
  "Whether the job uses this take.": "任务是否采用这个版本。",
  "The service that made this take, or whose result a person replaced.": "制作这个版本的服务，或结果被人工替换的服务。",
  "Who made it, where the service is a role.": "服务是角色时，由谁生成。",
  "Whether a person gave this result. It costs nothing.": "结果是否由人工提供。不收费。",
  "The cut that made this take; null where none did.": "制作这个版本所用的剪辑；没有时为 null。",
  "Why the workflow did not accept this result and made another take. Null: it did.":
    "工作流不接受该结果并制作了另一个版本的原因。null 表示已接受。",
  "Current state or outcome, as a sentence.": "当前状态或结果，用一句话说明。",
  "Latest message about this take, usually from the service; in English.":
    "关于这个版本的最新消息，通常来自服务；为英文。",
};
