// The demo's two small comforts: phones change hands at once, and the clock goes.
"use strict";
(() => {
  const cast = document.getElementById("cast"), clock = document.getElementById("clock");
  document.documentElement.classList.add("live");

  // Another shop brings its own customer manager along.
  cast.shop.addEventListener("change", () => {
    location.search = new URLSearchParams({ shop: cast.shop.value });
  });
  cast.staff.addEventListener("change", () => cast.requestSubmit());

  const ahead = Date.parse(clock.dateTime) - Date.now();
  const parts = { timeZone: "Asia/Shanghai", month: "long", day: "numeric", weekday: "long", hour: "2-digit", minute: "2-digit", hour12: false };
  const said = new Intl.DateTimeFormat("zh-CN", parts);
  const tick = () => { clock.textContent = said.format(new Date(Date.now() + ahead)); };
  setInterval(tick, 5000);
  tick();
})();
