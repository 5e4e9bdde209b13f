// Makes the chat page live: what is said comes by a stream, what one says is posted in the
// background. A post stays in the box until the server has taken it, under one id, so that it is
// taken once, whatever happens to the server, the network or the page meanwhile.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const { base } = document.body.dataset;
  const log = byId("log"), main = document.querySelector("main"), words = byId("text");
  const BOX = "shouwen:" + base, SIZE = "shouwen:size";
  let last = Number(document.body.dataset.last);
  let isPosting = false;

  // A browser may refuse to keep anything; then the box lasts as long as the page.
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* see above */ } };
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
    (byte) => byte.toString(16).padStart(2, "0")).join("");
  const tell = (text) => { byId("state").textContent = text; };
  const toEnd = () => { main.scrollTop = main.scrollHeight; };

  // The box of what is not taken yet. Files are too large to be kept beyond the page.
  let box = [];
  try { box = JSON.parse(recall(BOX)) || []; } catch { /* unreadable: nothing to resend */ }
  const keepBox = () => keep(BOX, JSON.stringify(box.filter((post) => !post.file)));

  function put(to, fields, id, shown, file) {
    const post = { to, id, shown, file, fields: { ...fields, event_id: id } };
    box.push(post);
    keepBox();
    showWaiting(post);
    deliver();
  }

  function showWaiting({ id, shown }) {
    if (!shown) return;
    const line = document.createElement("li"), bubble = document.createElement("div");
    const text = document.createElement("p"), note = document.createElement("time");
    line.className = "mine waiting new";
    line.dataset.key = "said:" + id;
    bubble.className = "bubble";
    text.className = "text";
    text.textContent = shown;
    note.textContent = "发送中…";
    bubble.append(text, note);
    line.append(bubble);
    log.append(line);
    toEnd();
  }

  const waiting = (key) => log.querySelector(`.waiting[data-key="${CSS.escape(key)}"]`);

  async function deliver() {
    if (isPosting) return;
    isPosting = true;
    while (box.length) {
      const answer = await send(box[0]);
      if (!answer || answer.status >= 500 || answer.status === 429) {
        const wait = Number(answer?.headers.get("Retry-After"));
        tell((wait && await saidBy(answer)) || "没连上，正在重试…");
        if (wait) {
          // Who is told when to come again does not come before, whatever is typed meanwhile.
          setTimeout(() => { isPosting = false; deliver(); }, wait * 1000);
          return;
        }
        setTimeout(deliver, 2000);
        break;
      }
      const post = box.shift();
      keepBox();
      tell("");
      if (answer.ok) continue;
      tell(await saidBy(answer) || "没发出去");
      waiting("said:" + post.id)?.remove();
    }
    isPosting = false;
  }

  const saidBy = async (answer) => (await answer.json().catch(() => ({}))).says;

  async function send({ to, fields, file }) {
    const body = new FormData();
    for (const name in fields) body.append(name, fields[name]);
    if (file) body.append("file", file, "file");
    const headers = { Accept: "application/json" };
    try { return await fetch(`${base}/${to}`, { method: "POST", body, headers }); } catch { return null; }
  }

  // What is said, as it comes.
  function listen() {
    const stream = new EventSource(`${base}/events?after=${last}`);
    stream.onopen = () => { tell(""); deliver(); };
    stream.onmessage = (event) => { last = Number(event.lastEventId); show(JSON.parse(event.data)); };
    // What is shown was taken away: the page as it is now shows the rest.
    stream.addEventListener("gone", () => { stream.close(); location.reload(); });
    stream.onerror = () => {
      tell("正在重连…");
      // The browser comes back by itself unless it was refused.
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
    };
  }

  function show(line) {
    if (log.querySelector(`[data-seq="${last}"]`)) return;
    waiting(line.key)?.remove();
    settle(line);
    if (!line.html) return;
    const first = log.querySelector(".waiting");
    if (first) first.insertAdjacentHTML("beforebegin", line.html);
    else log.insertAdjacentHTML("beforeend", line.html);
    log.querySelector(`[data-seq="${last}"]`).classList.add("new");
    document.querySelector(".hello")?.remove();
    toEnd();
  }

  // The same rule as on the server: a press settles its letter, a later one about the same matter
  // overtakes it, and digits belong to the last offer.
  function settle({ pressed, offers, matter, closes }) {
    for (const form of log.querySelectorAll(".choices")) {
      if (offers) form.classList.remove("latest");
      const settled = [...closes, pressed].filter(Boolean);
      const isSettled = settled.some((token) => form.querySelector(`[value="${CSS.escape(token)}"]`));
      if (isSettled || (offers && form.dataset.matter === matter)) form.remove();
    }
  }

  log.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=choice]");
    if (!button) return;
    event.preventDefault();
    const { form, value } = button, label = button.lastChild.textContent.trim();
    put("press", { of: form.elements.of.value, choice: value }, "press-" + value, label);
    form.remove();
    main.focus({ preventScroll: true });
  });

  // Saying something.
  const fit = () => { words.style.height = ""; words.style.height = words.scrollHeight + 4 + "px"; };
  words.addEventListener("input", fit);
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    byId("say").requestSubmit();
  });
  byId("say").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = words.value.trim();
    if (!text) return;
    words.value = "";
    fit();
    put("say", { text }, newId(), text);
  });

  // Showing something.
  const sendFile = (file, shown, seconds = 0) => put("file", { seconds }, newId(), shown, file);
  byId("file").addEventListener("change", (event) => {
    const file = event.target.files[0];
    if (!file) return;
    if (file.size > 10 * 1024 * 1024) tell("文件太大了，最大 10 MB。");
    else sendFile(file, "照片");
    event.target.value = "";
  });

  // Speaking: pressed once it records, pressed again it sends.
  const voice = byId("voice");
  const LONGEST = 120;
  async function record() {
    let sound;
    try { sound = await navigator.mediaDevices.getUserMedia({ audio: true }); }
    catch { tell("没能打开话筒，请允许使用话筒。"); return; }
    const recorder = new MediaRecorder(sound), parts = [], begun = Date.now();
    const length = () => Math.round((Date.now() - begun) / 1000);
    const clock = setInterval(() => {
      label(`说完按这里 ${length()} 秒`);
      if (length() >= LONGEST) recorder.stop();
    }, 500);
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      clearInterval(clock);
      for (const track of sound.getTracks()) track.stop();
      label("说话", "false");
      voice.onclick = record;
      const seconds = length();
      if (seconds) sendFile(new Blob(parts, { type: recorder.mimeType }), `语音 ${seconds} 秒`, seconds);
    };
    voice.onclick = () => recorder.stop();
    recorder.start();
    label("说完按这里", "true");
  }
  function label(text, pressed = "true") {
    voice.querySelector("span").textContent = text;
    voice.setAttribute("aria-pressed", pressed);
  }
  if (navigator.mediaDevices && window.MediaRecorder) {
    voice.hidden = false;
    voice.onclick = record;
  }

  // Larger letters, in four steps up to 30 px.
  const bigger = byId("bigger");
  const resize = (step) => { document.documentElement.dataset.size = step; };
  bigger.hidden = false;
  bigger.onclick = () => {
    const step = (Number(recall(SIZE)) + 1) % 4;
    keep(SIZE, step);
    resize(step);
    toEnd();
  };
  resize(Number(recall(SIZE)));

  // An invitation's code is posted, not followed: a link's preview must not use it up.
  document.querySelector(".start")?.requestSubmit();

  box.forEach(showWaiting);
  toEnd();
  // From here on it scrolls smoothly: the page begins at its end.
  document.documentElement.classList.add("live");
  listen();
  addEventListener("online", deliver);
})();
