/** A film's cut, exports, documents, report and share. */
export const films = {
  "Makes a take of the step that joins the film, by local work at no cost. The film is as long as its title and its shots: joins do not change its length. Clips are named by step, so the cut follows their later takes: a re-taken clip makes the film out of date, and `POST /v1/jobs/{id}/continue` joins it again with the cut. A clip that has become too short is cut as far as it goes, and `warnings` of the job say so (`cut_adjusted`). To go back, choose an earlier take. The cut that is chosen already changes nothing.":
    "为合成影片的步骤制作一个新版本，在本机进行，不收费。影片的时长等于片名加各镜头的时长：转场不改变时长。视频以步骤来指定，因此剪辑会采用它们之后的版本：重拍视频后影片会过期，用 `POST /v1/jobs/{id}/continue` 可按剪辑重新合成。如果某个视频变得太短，会剪到它的结尾，任务的 `warnings` 会说明（`cut_adjusted`）。要恢复原样，请选用之前的版本。与当前采用的剪辑相同时，什么也不会改变。",
  "The shots, in the order of the film.": "镜头，按影片中的顺序排列。",
  "A title card before the first shot.": "第一个镜头前的片名。",
  "Music under the whole film, repeated from its start if it is shorter.": "整部影片的配乐；比影片短时从头重复。",
  "A voice-over for the whole film. What is longer than the film is cut off.":
    "整部影片的配音。超出影片的部分会被截去。",
  "Subtitles at times of the film, beside those of the shots' texts.": "按影片时间显示的字幕，与各镜头的文字字幕并存。",
  "Whether the subtitles are also drawn into the picture.": "是否把字幕也烧录到画面。",
  "Whether the film fades from and to black at its ends.": "影片首尾是否淡入淡出。",
  "Pixels. Default: as the film.": "像素。默认与影片相同。",
  "For jobs that join a film of several clips, as `next-scene` and `topic-film`; 404 for others. The `cut` of a film that was never cut makes the same film.":
    "用于由多个视频合成影片的任务，例如 `next-scene` 和 `topic-film`；其他任务返回 404。从未剪辑过的影片，用其 `cut` 会合成同样的影片。",
  "The cut of the chosen take, and what a cut can use.": "当前采用的版本的剪辑，以及剪辑可以使用的素材。",
  "The timeline, with signed URLs of its files. The archive of the job has one with file names.":
    "时间线，其中的文件为签名 URL。任务的压缩包中也有一份，使用文件名。",
  "Shapes, GIF, MP3 and still are made by a job of local work at no cost. The same film and options are made once: ask again until the `status` is `completed`. A failed job can be retried.":
    "各种画面比例、GIF、MP3 和静帧由免费的本地任务制作。影片和选项相同时只制作一次：请重复请求，直到 `status` 为 `completed`。失败的任务可以重试。",
  "`16:9`, `9:16`, `1:1`: the film in that shape. `gif`: its first seconds. `mp3`: its sound. `still`: one frame. `vtt`, `srt`: its subtitles. `otio`: its edit list, as OpenTimelineIO. `zip`: all files of the job with the edit list.":
    "`16:9`、`9:16`、`1:1`：该画面比例的影片。`gif`：影片的前几秒。`mp3`：声音。`still`：一帧画面。`vtt`、`srt`：字幕。`otio`：OpenTimelineIO 格式的剪辑表。`zip`：任务的全部文件和剪辑表。",
  "Of a shape: `blur` (default) keeps the whole picture in front of a blurred copy; `fill` fills the frame and cuts the edges.":
    "用于画面比例：`blur`（默认）完整显示画面，背景为其模糊副本；`fill` 填满画面，裁去边缘。",
  "Of a still: seconds from the start. Of a GIF: where it begins. Default 0.":
    "静帧：从开头算起的秒数。GIF：开始的位置。默认为 0。",
  "Of a GIF: its length. Default 6.": "GIF 的时长。默认为 6。",
  "The file is there, or could not be made.": "文件已完成，或无法制作。",
  "A job makes the file. Ask again, or follow the job.": "正由任务制作文件。请再次请求，或关注该任务。",
  "How the job went: each step with its time, wait, cost, provider and what happened. With `Accept: text/markdown` the response is a table for people.":
    "任务的经过：每个步骤的用时、等待、费用、服务商和发生的情况。使用 `Accept: text/markdown` 时，返回便于阅读的表格。",
  "The report; of a running job, as far as it is.": "报告；任务进行中时，为到目前为止的情况。",
  "Possible for `KEEP_DELETED_HOURS` after the job was deleted; afterwards it is not found.":
    "在任务删除后的 `KEEP_DELETED_HOURS` 内可以恢复；之后返回 404。",
  "Of jobs of `topic-film`; 404 until the script is written. With `Accept: text/markdown` the response is a document for people. `POST /v1/jobs/{id}/steps/script/edit` with the `document` as `output` changes it.":
    "用于 `topic-film` 的任务；剧本写成之前返回 404。使用 `Accept: text/markdown` 时，返回便于阅读的文档。要修改剧本，请用 `POST /v1/jobs/{id}/steps/script/edit`，以 `document` 作为 `output`。",
  "The script, as the film is made of it.": "影片所用的剧本。",
  "The page shows the title and the film (or the pictures or the sound) without a key, and with `board` the shots and their words; no prices, prompts, keys or other jobs. It shows the current result, also after a retake. Repeating the request changes the title, `board` and `download`, and keeps the address.":
    "页面无需密钥即可查看，显示标题和影片（或图片、声音）；设置 `board` 时还显示镜头及其文字。不显示价格、提示词、密钥和其他任务。重拍之后也显示当前的结果。重复请求会修改标题、`board` 和 `download`，地址不变。",
  "What visitors read above the film. Default: the title of the workflow, never the prompt.":
    "显示在影片上方、给访客看的标题。默认为工作流的标题，绝不使用提示词。",
  "Whether visitors see the shots and their words, which may be the prompts.":
    "访客是否能看到镜头及其文字，文字可能就是提示词。",
  "Whether the page offers the file for download.": "页面是否提供文件下载。",
  "The share, with the address for visitors.": "分享，以及给访客的地址。",
  "The share. 404 if the job is not shared.": "分享。任务没有分享时返回 404。",
  "The page, its media and embedded players answer 404 from now on.":
    "从现在起，页面、媒体文件和嵌入的播放器都返回 404。",
  "Of jobs of `topic-film`; 404 until the storyboard is written. With `Accept: text/markdown` the response is a document for people. `POST /v1/jobs/{id}/steps/storyboard/edit` with the `document` as `output` changes it.":
    "用于 `topic-film` 的任务；分镜写成之前返回 404。使用 `Accept: text/markdown` 时，返回便于阅读的文档。要修改分镜，请用 `POST /v1/jobs/{id}/steps/storyboard/edit`，以 `document` 作为 `output`。",
  "The storyboard, as the film is made of it.": "影片所用的分镜。",
  "Of jobs of `topic-film`; 404 until the style is written. With `Accept: text/markdown` the response is a document for people. `POST /v1/jobs/{id}/steps/style/edit` with the `document` as `output` changes it.":
    "用于 `topic-film` 的任务；风格写成之前返回 404。使用 `Accept: text/markdown` 时，返回便于阅读的文档。要修改风格，请用 `POST /v1/jobs/{id}/steps/style/edit`，以 `document` 作为 `output`。",
  "The style, as the film is made of it.": "影片所用的风格。",
  "The options as submitted.": "提交时的选项。",
  "What the check found in the result.": "检查结果时发现的问题。",
  "How the job went; the archive has it as `report.md` too.": "任务的经过；压缩包中也有一份 `report.md`。",
  "The style, the script and the storyboard of a film, by their names; the archive has them as text too.":
    "影片的风格、剧本和分镜，按名称列出；压缩包中也有它们的文本。",
  "The public page. Whoever has this address can see it, without a key.":
    "公开页面。任何人打开此地址即可观看，无需密钥。",
  "The player alone, for frames in other sites.": "单独的播放器，用于嵌入其他网站。",
  "The step's `key`; null where the caller named the style.": "步骤的 `key`；风格由调用方指定时为 null。",
  "Whether a person wrote it.": "是否由人工编写。",
  "Who wrote it, as `openai:gpt-5.1`; null of a person or the caller.":
    "由谁编写，例如 `openai:gpt-5.1`；由人工或调用方编写时为 null。",
  "The cut of the chosen take; of a film that was never cut, the same film.":
    "当前采用的版本的剪辑；从未剪辑过的影片，为合成同样影片的剪辑。",
  "The clips of the job that a shot can use, and the uploads that the cut uses.":
    "任务中可用作镜头的视频，以及剪辑用到的上传文件。",
  "The cut's own music and voice-over.": "剪辑自己的配乐和配音。",
  "Of the job that makes it; `completed` when it is there.": "制作它的任务的状态；文件完成时为 `completed`。",
  "The job that makes or made it, free local work; null where the file was there.":
    "正在制作或已经制作它的任务，为免费的本地工作；文件原本就有时为 null。",
  "The file, once it is there; null of `otio` and `zip`.": "完成后的文件；`otio` 和 `zip` 为 null。",
  "Where to download it, once it is there. `otio` and `zip` need the API key.":
    "完成后的下载地址。`otio` 和 `zip` 需要 API 密钥。",
  "Why it could not be made.": "无法制作的原因。",
  "From the request of the job to its end; null until then.": "从提交任务到结束的秒数；结束之前为 null。",
};
