"""Makes everything in this folder: two tiny models of handwritten digits, their labels, pictures and test data.

Needs TensorFlow 2.19.1 and scikit-learn, which brings SciPy and the 1,797 digits of 8x8 pixels; nothing is downloaded. Run it as

    python examples/digits/make.py [--output DIR]

Split, training and calibration are seeded and TensorFlow's operators set to be deterministic, so a second run on the same machine
writes the same bytes. Another CPU may round differently while training.

Pixels follow `goldcrest classify`: grey 0..255 becomes (v - 127.5) / 127.5 for the float model, and the same number quantized
with the input's scale and zero point for the integer model.
"""

import argparse
import json
import pathlib
import tempfile

import numpy as np
import scipy.ndimage
import sklearn
import tensorflow as tf
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

LABELS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SIZE = 8  # pixels per side, of the data and of the models' input
SEED = 4
TEST_COUNT = 360
EPOCHS = 120
BATCH = 32
PICTURE_SCALE = 8  # a picture is 64x64, so that a person can see it
PICTURES_PER_DIGIT = {0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 2, 8: 1, 9: 2}
MAX_FLOAT_BYTES = 30 * 1024


def load_split():
    """Returns (train_images, train_labels), (test_images, test_labels); images uint8 [n, 8, 8], 0 is paper and 255 is full ink."""
    data = load_digits()
    images = np.rint(data.images * (255.0 / 16.0)).astype(np.uint8)
    train_x, test_x, train_y, test_y = train_test_split(
        images, data.target.astype(np.uint8), test_size=TEST_COUNT, random_state=SEED, stratify=data.target
    )
    return (train_x, train_y), (test_x, test_y)


def normalize(images):
    """Grey 0..255 of any shape [n, h, w] to float32 [n, h, w, 1] in -1..1."""
    return ((images.astype(np.float32) - 127.5) / 127.5)[..., np.newaxis]


def distort(images, rng):
    """A fresh variant of each image: turned, scaled and shifted a little, and half of them blurred as a smoothing resize would."""
    out = np.empty(images.shape, np.float32)
    center = (SIZE - 1) / 2
    for i, image in enumerate(images.astype(np.float32)):
        angle = np.deg2rad(rng.uniform(-10, 10))
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / rng.uniform(0.9, 1.1)
        offset = center - turn @ np.array([center, center]) + rng.uniform(-0.6, 0.6, 2)
        moved = scipy.ndimage.affine_transform(image, turn, offset=offset, order=1)
        out[i] = scipy.ndimage.gaussian_filter(moved, rng.uniform(0.0, 0.6)) if rng.random() < 0.5 else moved
    return out


def build():
    """Convolution, a depthwise-separable block, max pooling, another block, average pooling, dense, softmax: 2,882 weights."""
    layers = tf.keras.layers
    return tf.keras.Sequential([
        layers.Input((SIZE, SIZE, 1)),
        layers.Conv2D(12, 3, padding="same", use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(6.0),
        layers.DepthwiseConv2D(3, padding="same", use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(6.0),
        layers.Conv2D(24, 1, use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(6.0),
        layers.MaxPooling2D(2),
        layers.DepthwiseConv2D(3, padding="same", use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(6.0),
        layers.Conv2D(32, 1, use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(6.0),
        layers.AveragePooling2D(2),
        layers.Flatten(),
        layers.Dense(len(LABELS)),
        layers.Softmax(),
    ])  # fmt: skip


def train(images, labels):
    """Trains for a fixed number of epochs; the test images have no say in when to stop."""
    model = build()
    steps = EPOCHS * -(-len(images) // BATCH)
    rate = tf.keras.optimizers.schedules.CosineDecay(4e-3, steps)
    model.compile(tf.keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    rng = np.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        history = model.fit(normalize(distort(images, rng)), labels, batch_size=BATCH, shuffle=True, verbose=0)
        if (epoch + 1) % 20 == 0:
            print(f"epoch {epoch + 1}/{EPOCHS}: loss {history.history['loss'][0]:.4f}")
    return model


def convert(model, calibration=None):
    """The .tflite file's bytes: float, or int8 from input to output where calibration images (uint8 [n, 8, 8]) are given."""

    image = tf.TensorSpec([1, SIZE, SIZE, 1], tf.float32, name="image")
    with tempfile.TemporaryDirectory() as folder:
        model.export(folder, format="tf_saved_model", verbose=False, input_signature=[image])
        return convert_saved_model(folder, calibration)


def convert_saved_model(folder, calibration):
    converter = tf.lite.TFLiteConverter.from_saved_model(folder)
    if calibration is not None:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([image[np.newaxis]] for image in normalize(calibration))
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = tf.int8
        converter.inference_output_type = tf.int8
    return converter.convert()


def scores_of(model_bytes, images):
    """Scores [n, 10] in 0..1 for normalized images [n, 8, 8, 1], quantizing and dequantizing where the model asks for it."""
    interpreter = tf.lite.Interpreter(model_content=model_bytes)
    interpreter.allocate_tensors()
    source, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    scores = []
    for image in images:
        if source["dtype"] != np.float32:
            scale, zero_point = source["quantization"]
            limits = np.iinfo(source["dtype"])
            image = np.clip(np.rint(image / scale) + zero_point, limits.min, limits.max)
        interpreter.set_tensor(source["index"], image[np.newaxis].astype(source["dtype"]))
        interpreter.invoke()
        output = interpreter.get_tensor(result["index"])[0].astype(np.float32)
        if result["dtype"] != np.float32:
            scale, zero_point = result["quantization"]
            output = (output - zero_point) * scale
        scores.append(output)
    return np.array(scores)


def bilinear_variants(picture):
    """The picture brought to the model's size by each rule in common use for bilinear resizing: corners, pixel centers, smoothed."""
    batch = tf.cast(picture[np.newaxis, ..., np.newaxis], tf.float32)
    size = [SIZE, SIZE]
    variants = [
        tf.raw_ops.ResizeBilinear(images=batch, size=size),
        tf.raw_ops.ResizeBilinear(images=batch, size=size, half_pixel_centers=True),
        tf.image.resize(batch, size, antialias=True),
    ]
    return np.concatenate([variant.numpy()[..., 0] for variant in variants])


def write_pictures(folder, images, labels, models):
    """Writes the first test images of each digit that every model reads right after every resize; says which it passed over."""
    folder.mkdir(exist_ok=True)
    for digit, wanted in PICTURES_PER_DIGIT.items():
        written = 0
        for index in np.flatnonzero(labels == digit):
            if written == wanted:
                break
            picture = images[index].repeat(PICTURE_SCALE, 0).repeat(PICTURE_SCALE, 1)
            inputs = normalize(bilinear_variants(picture))
            scores = np.concatenate([scores_of(model, inputs) for model in models])
            if np.any(scores.argmax(1) != digit):
                print(f"passed over test image {index} ({LABELS[digit]}): read as {sorted({LABELS[i] for i in scores.argmax(1)})}")
                continue
            written += 1
            name = f"{LABELS[digit]}_{written}.png"
            (folder / name).write_bytes(tf.io.encode_png(picture[..., np.newaxis]).numpy())
            print(f"{name}: test image {index}, lowest score of the truth {scores[:, digit].min():.3f}")
        if written < wanted:
            raise SystemExit(f"{LABELS[digit]}: {written} test images pass, {wanted} wanted")


def accuracy(model_bytes, images, labels):
    right = int(np.sum(scores_of(model_bytes, normalize(images)).argmax(1) == labels))
    return {"right": right, "of": len(labels), "accuracy": round(right / len(labels), 4), "model_bytes": len(model_bytes)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parent, help="folder to write to")
    output = parser.parse_args().output
    (output / "data").mkdir(parents=True, exist_ok=True)
    tf.keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()

    (train_x, train_y), (test_x, test_y) = load_split()
    model = train(train_x, train_y)
    float_model = convert(model)
    int8_model = convert(model, calibration=train_x)
    if len(float_model) > MAX_FLOAT_BYTES:
        raise SystemExit(f"the float model has {len(float_model)} bytes; at most {MAX_FLOAT_BYTES} wanted")

    (output / "digits_float.tflite").write_bytes(float_model)
    (output / "digits_int8.tflite").write_bytes(int8_model)
    (output / "labels.txt").write_text("\n".join(LABELS) + "\n")
    np.save(output / "data" / "test_images.npy", test_x)
    np.save(output / "data" / "test_labels.npy", test_y)
    write_pictures(output / "pictures", test_x, test_y, [float_model, int8_model])
    report = {
        "data": {"train_images": len(train_y), "test_images": len(test_y), "seed": SEED},
        "measured_with": {"tensorflow": tf.__version__, "scikit-learn": sklearn.__version__},
        "float": accuracy(float_model, test_x, test_y),
        "int8": accuracy(int8_model, test_x, test_y),
    }
    (output / "accuracy.json").write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
