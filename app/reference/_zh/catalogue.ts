/** Models, services, styles and providers. */
export const catalogue = {
  "All models.": "全部模型。",
  "OpenAPI 3.1.": "OpenAPI 3.1 文档。",
  "A page of providers, the own pods first.": "一页服务商，自己的 Pod 在前。",
  "Sends one request that costs nothing and starts no job. With `role`, it makes the smallest thing of that role instead: this costs `testCost`, needs `confirmCost`, counts towards the key's usage and is allowed once a minute per provider. Requires an admin key.":
    "发送一个免费的请求，不启动任务。使用 `role` 时，改为生成该角色的一个最小的结果：费用为 `testCost`，需要 `confirmCost`，计入密钥的用量，每个服务商每分钟只能测试一次。需要管理员的密钥。",
  "Makes the smallest thing of this role, at its price. Default: a free request.":
    "生成此角色的一个最小的结果，按价格收费。默认为免费的请求。",
  "The most USD that the test may cost. Required where it is not free.": "测试最多花费的美元数。测试收费时必填。",
  "What the provider answered.": "服务商的答复。",
  "All services.": "全部服务。",
  "All styles.": "全部风格。",
  "The fields of two videos of its output that show the same before and after the work.":
    "输出中两个视频的字段，展示同一内容处理前后的样子。",
  "The `key` of the step that joins its film, where a person can cut it: `POST /v1/jobs/{id}/cut`.":
    "合成影片的步骤的 `key`，可以剪辑时给出：`POST /v1/jobs/{id}/cut`。",
  "The step whose text is the scenes of its film: one paragraph each, which begins with `Next Scene:`. Change them with `POST /v1/jobs/{id}/steps/{key}/edit`.":
    "其文字为影片场景的步骤：每个场景一段，以 `Next Scene:` 开头。要修改，请用 `POST /v1/jobs/{id}/steps/{key}/edit`。",
  "What it makes. `films`: one video of several steps. `tools`: works on what is made, without a model of its own.":
    "制作什么。`films`：由多个步骤完成的一部影片。`tools`：处理已有的素材，自身不使用模型。",
  "Chinese translation. The fields of `input` have their own `zh`.": "中文翻译。`input` 的字段有各自的 `zh`。",
  "JSON Schema of the input. Properties with `media` (image, video, audio, file) are filled in order from the `input[]` entries of that type; a `file` property lists the `contentTypes` that it accepts. All other properties are options.":
    "输入的 JSON Schema。带有 `media`（image、video、audio、file）的属性按顺序从 `input[]` 中相应类型的文件填入；`file` 属性列出可接受的 `contentTypes`。其他属性都是选项。",
  "The steps of an example job; a job may have fewer or more turns of the same step.":
    "示例任务的步骤；实际任务中同一步骤的次数可能不同。",
  "Step titles by the step's `key` without its number, with `{n}` for the number.":
    "步骤标题，以去掉编号的步骤 `key` 索引，`{n}` 代表编号。",
  "Points where a job pauses when started with `review: true`.": "以 `review: true` 开始的任务会暂停的审核点。",
  "Chinese translation.": "中文翻译。",
  "`failing`: the last request failed: the service was unreachable, rejected the request or never responded. `down`: the service is not configured.":
    "`failing`：最近一次请求失败，服务无法连接、拒绝了请求或没有回应。`down`：服务尚未配置。",
  "Why the service is down and what to do. For admin keys, also the service's own error message.":
    "服务不可用的原因和解决办法。使用管理员的密钥时，还包括服务返回的错误消息。",
  "Null if the service has never responded.": "服务从未答复时为 null。",
  "Current calls of all jobs: `waiting` to be submitted or retried, and `running` at the service.":
    "所有任务当前的调用：`waiting` 等待提交或重试，`running` 正在服务端运行。",
  "Outcome of the calls in the last hour; cached results are not counted.":
    "最近一小时的调用结果；不计沿用缓存的结果。",
  "Typical duration of a call in seconds: measured, or estimated before the first call.":
    "一次调用通常所需的秒数：根据实际用时得出，首次调用之前为估计值。",
  "The value of `style` in a request.": "请求中 `style` 的值。",
  "Four colours, as `#rrggbb`.": "四种颜色，格式为 `#rrggbb`。",
  "What is added to a prompt in English; a Chinese prompt gets it in Chinese.":
    "加在英文提示词中的文字；中文提示词会加上对应的中文。",
  "A picture in this style (WebP, 240 × 180 pixels).": "这种风格的图片（WebP，240 × 180 像素）。",
  "The word before the colon in `fal:wan-2.5`.": "`fal:wan-2.5` 中冒号之前的部分。",
  "`resting`: it refused a request a moment ago and comes last. `key_refused`: it refused its key, and has not worked since. `sandbox`: it has neither key nor URL, and the sandbox replaces it.":
    "`resting`：刚刚拒绝过请求，排在最后。`key_refused`：拒绝了密钥，此后没有成功过。`sandbox`：没有密钥也没有 URL，由沙盒代替。",
  "The settings to set, empty if it is configured. One of them is enough for the pods.":
    "需要填写的设置；已配置时为空。自己的 Pod 只需其中一项。",
  "The setting that holds its key.": "存放密钥的设置。",
  "The vendor's page on which keys are made.": "在服务商网站上创建密钥的页面。",
  "Where models and prices come from, and when they were read.": "模型和价格的出处，以及查阅的时间。",
  "When it last accepted a request.": "最近一次接受请求的时间。",
  "The last refusal that was about the provider and not about one request.":
    "最近一次因服务商自身（而非某个请求）的原因被拒绝。",
  "Whether a test without a role is free. If it is not, name a role: it makes the smallest thing.":
    "不指定角色的测试是否免费。如果不免费，请指定角色，会生成一个最小的结果。",
  "`unclear`: it answered, and the answer does not say whether the key works. `busy`: it has no capacity now.":
    "`unclear`：有回应，但无法确定密钥是否有效。`busy`：目前没有空位。",
  "In the provider's own words, where it has some.": "服务商返回的原始消息（如果有）。",
  "What was requested.": "请求的内容。",
  "USD, as estimated from its price; 0 for a free request.": "按价格估计的美元数；免费的请求为 0。",
  "Of a refused edit or retake: the number of the take that is the same already. Choose that take.":
    "用于被拒绝的编辑或重拍：内容相同的已有版本的编号。请选用该版本。",
};
