// A photo as it leaves the phone: drawn again on a canvas, so that nothing but the picture is in the
// file. Place, time, camera and the thumbnail of the original stay where they were made.

const longest = 2048;
const quality = 0.86;

export class UnreadablePhoto extends Error {}

export async function withoutMetadata(original: Blob): Promise<Blob> {
  let picture: ImageBitmap;
  try {
    // Turned as its metadata says before that is left behind.
    picture = await createImageBitmap(original, { imageOrientation: 'from-image' });
  } catch {
    throw new UnreadablePhoto();
  }
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext('2d');
  if (!pen) throw new UnreadablePhoto();
  // A drawing with holes becomes white where it is open, not black.
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (drawn) => (drawn ? resolve(drawn) : reject(new UnreadablePhoto())),
      'image/jpeg',
      quality,
    ),
  );
}
