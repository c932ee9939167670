const WIDTH = 640;
const HEIGHT = 360;
const FRAMES_PER_SECOND = 4;

type Paint = (context: CanvasRenderingContext2D) => void;

function streamOf(paint: Paint, width = WIDTH, height = HEIGHT): MediaStream {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  const draw = () => paint(context);
  draw();
  setInterval(draw, 1000 / FRAMES_PER_SECOND);
  return canvas.captureStream(FRAMES_PER_SECOND);
}

/** A person in a room, as a camera might see them; `hue` and `skin` tell them apart. */
export function fakeCamera(hue: number, skin: string, shift = 0): MediaStream {
  return streamOf((c) => {
    const wall = c.createLinearGradient(0, 0, WIDTH, HEIGHT);
    wall.addColorStop(0, `hsl(${hue} 22% 44%)`);
    wall.addColorStop(1, `hsl(${hue} 26% 18%)`);
    c.fillStyle = wall;
    c.fillRect(0, 0, WIDTH, HEIGHT);
    c.fillStyle = `hsl(${hue} 22% 52% / 0.35)`;
    c.fillRect(430, 30, 150, 180);
    const x = WIDTH / 2 + shift;
    c.fillStyle = `hsl(${(hue + 190) % 360} 24% 32%)`;
    c.beginPath();
    c.ellipse(x, 375, 150, 128, 0, 0, Math.PI * 2);
    c.fill();
    c.fillStyle = skin;
    c.fillRect(x - 26, 205, 52, 62);
    c.beginPath();
    c.ellipse(x, 165, 62, 76, 0, 0, Math.PI * 2);
    c.fill();
    c.fillStyle = `hsl(${(hue + 20) % 360} 26% 14%)`;
    c.beginPath();
    c.ellipse(x, 122, 70, 52, 0, Math.PI, 0);
    c.fill();
  });
}

/** A document on a shared screen. */
export function fakeScreen(): MediaStream {
  const [width, height] = [1280, 800];
  return streamOf(
    (c) => {
      c.fillStyle = "#eef0f4";
      c.fillRect(0, 0, width, height);
      c.fillStyle = "#ffffff";
      c.fillRect(180, 60, 920, 740);
      c.fillStyle = "#1c2733";
      c.font = "600 44px sans-serif";
      c.fillText("Numbers of the quarter", 250, 160);
      c.fillStyle = "#c9d0d9";
      for (let i = 0; i < 4; i++) c.fillRect(250, 200 + i * 34, i === 3 ? 420 : 780, 14);
      c.fillStyle = "#2a7a67";
      [180, 240, 210, 300, 330, 270].forEach((h, i) => c.fillRect(260 + i * 128, 720 - h, 84, h));
    },
    width,
    height,
  );
}
