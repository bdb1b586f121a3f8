// goldcrest classify: what is on a picture.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "tasks/core/classifier_facts.h"
#include "tasks/core/decode_image.h"
#include "tasks/core/image_to_tensor.h"
#include "tools/common/json_text.h"
#include "tools/common/progress.h"
#include "tools/common/session.h"
#include "tools/common/table.h"
#include "tools/common/tensor_io.h"
#include "tools/goldcrest/command.h"

namespace goldcrest::tools {
namespace {

constexpr uint64_t kMaxLabelBytes = 64 << 20;

struct ClassifyOptions {
  std::string model;
  std::vector<std::string> images;
  std::string labels;
  size_t top = 5;
  int threads = 0;
  float mean = 0;
  float std = 0;
  Limits limits;
  bool normalize = false;
  bool json = false;
};

struct Score {
  size_t index = 0;
  double score = 0;
};

// One label a line; the first belongs to class 0.
Expected<std::vector<std::string>> ReadLabels(const std::string& path) {
  GC_ASSIGN_OR_RETURN(const std::shared_ptr<const Bytes> bytes, CopyFile(path, kMaxLabelBytes));
  auto labels = tasks::SplitLabels({reinterpret_cast<const char*>(bytes->span().data()), bytes->span().size()});
  if (!labels.ok()) return std::move(labels).status().At("'" + path + "'");
  if (labels->empty()) return Error(StatusCode::kInvalidArgument, "'%s' holds no labels", path.c_str());
  return labels;
}

template <typename T>
std::vector<double> RealValues(const TensorView& tensor) {
  const double scale = tensor.quantization.quantized() ? tensor.quantization.scale0() : 1;
  const double zero_point = tensor.quantization.quantized() ? tensor.quantization.zero_point0() : 0;
  std::vector<double> values(tensor.bytes / sizeof(T));
  for (size_t i = 0; i < values.size(); ++i) values[i] = scale * (static_cast<double>(tensor.as<T>()[i]) - zero_point);
  return values;
}

// The classes' scores, dequantized.
Expected<std::vector<double>> Scores(const TensorView& tensor) {
  if (tensor.data != nullptr) {
    switch (tensor.type) {
      case TensorType::kFloat32: return RealValues<float>(tensor);
      case TensorType::kUInt8: return RealValues<uint8_t>(tensor);
      case TensorType::kInt8: return RealValues<int8_t>(tensor);
      case TensorType::kInt16: return RealValues<int16_t>(tensor);
      default: break;
    }
  }
  return Error(StatusCode::kUnsupported, "expected scores in FLOAT32, UINT8, INT8 or INT16");
}

class Classifier {
 public:
  explicit Classifier(const ClassifyOptions& options) : options_(options) {}

  Status Run() {
    if (!options_.labels.empty()) {
      GC_ASSIGN_OR_RETURN(labels_, ReadLabels(options_.labels));
    }
    Expected<Session> session = Session::Open(options_.model, {options_.threads, "", options_.limits});
    if (!session.ok()) return std::move(session).status();
    if (session->inputs().size() != 1 || session->outputs().empty()) {
      return Error(StatusCode::kInvalidArgument,
                   "'%s' has %zu inputs and %zu outputs; a classifier of pictures has one input and an output", options_.model.c_str(),
                   session->inputs().size(), session->outputs().size());
    }
    if (options_.labels.empty() || !options_.normalize) ReadFacts(*session);
    Json results = Json::array();
    Progress progress("classifying", options_.images.size());
    for (size_t i = 0; i < options_.images.size(); ++i) {
      const std::string& path = options_.images[i];
      progress.Update(i);
      GC_ASSIGN_OR_RETURN(const std::vector<double> scores, Classify(*session, path));
      const std::vector<Score> best = Best(scores);
      if (options_.json) {
        results.push_back(AsJson(path, best));
      } else {
        progress.Clear();
        Print(path, best, scores.size());
      }
    }
    if (options_.json) PrintJson({{"model", options_.model}, {"results", std::move(results)}});
    return Status::Ok();
  }

 private:
  // What the command line leaves open, the model's metadata may say. Damaged metadata does not keep a sound model from running.
  void ReadFacts(const Session& session) {
    Expected<tasks::ClassifierFacts> facts = tasks::ReadClassifierFacts(session.model());
    if (!facts.ok()) {
      std::fprintf(stderr, "goldcrest: '%s': %s\n", Printable(options_.model).c_str(), Printable(facts.status().message()).c_str());
      return;
    }
    if (options_.labels.empty()) labels_ = std::move(facts->labels);
    if (!options_.normalize) normalization_ = std::move(facts->normalization);
  }

  // Where the model leaves height and width open, it gets the picture in its own size.
  Status OpenSize(Session& session, const tasks::Image& image) {
    const int tensor = session.inputs()[0].tensor;
    const std::vector<int32_t> signature = session.interpreter().shape_signature(tensor);
    if (signature.size() != 4 || (signature[1] != -1 && signature[2] != -1)) return Status::Ok();
    const int32_t channels = signature[3] == -1 ? image.channels() : signature[3];
    const int32_t dims[] = {1, signature[1] == -1 ? image.height() : signature[1], signature[2] == -1 ? image.width() : signature[2],
                            channels};
    return session.interpreter().ResizeInput(tensor, dims);
  }

  Expected<std::vector<double>> Classify(Session& session, const std::string& path) {
    GC_ASSIGN_OR_RETURN(const tasks::Image image, tasks::DecodeImageFile(path));
    const auto at_model = [&](Status s) { return std::move(s).At("'" + options_.model + "'"); };
    GC_RETURN_IF_ERROR(at_model(OpenSize(session, image)));
    GC_RETURN_IF_ERROR(at_model(session.Allocate()));
    const Session::Port& port = session.inputs()[0];
    const TensorView input = session.Tensor(port);
    const std::string what = Describe("input", 0, port.name, input);
    if (input.data == nullptr || session.IsConstant(port))
      return at_model(Error(StatusCode::kInvalidArgument, "%s cannot be given", what.c_str()));
    Expected<tasks::ImageLayout> layout = tasks::ImageLayoutOf(input.shape);
    if (!layout.ok()) return at_model(std::move(layout).status());
    const tasks::ImageElement element = {input.type, input.quantization.scale0(), input.quantization.zero_point0()};
    std::optional<tasks::Normalization> normalization = normalization_;
    if (options_.normalize) normalization = {options_.mean, options_.std};
    GC_RETURN_IF_ERROR(
        at_model(tasks::ImageToTensor(image, *layout, element, normalization, {static_cast<uint8_t*>(input.data), input.bytes})));
    GC_RETURN_IF_ERROR(at_model(session.Invoke()));
    const TensorView output = session.Tensor(session.outputs()[0]);
    Expected<std::vector<double>> scores = Scores(output);
    if (!scores.ok()) return at_model(std::move(scores).status().At(Describe("output", 0, session.outputs()[0].name, output)));
    return scores;
  }

  // The best first; of equals the lower index. What is no number comes last.
  std::vector<Score> Best(const std::vector<double>& scores) const {
    std::vector<size_t> order(scores.size());
    std::iota(order.begin(), order.end(), size_t{0});
    const auto top = static_cast<ptrdiff_t>(std::min(options_.top, order.size()));
    const auto key = [&](size_t i) { return std::isnan(scores[i]) ? -std::numeric_limits<double>::infinity() : scores[i]; };
    std::partial_sort(order.begin(), order.begin() + top, order.end(),
                      [&](size_t a, size_t b) { return key(a) != key(b) ? key(a) > key(b) : a < b; });
    std::vector<Score> best;
    for (ptrdiff_t i = 0; i < top; ++i) best.push_back({order[static_cast<size_t>(i)], scores[order[static_cast<size_t>(i)]]});
    return best;
  }

  std::string Label(size_t index) const { return index < labels_.size() ? labels_[index] : ""; }

  Json AsJson(const std::string& path, const std::vector<Score>& best) const {
    Json classes = Json::array();
    for (const Score& s : best) {
      Json entry = {{"index", s.index}, {"score", s.score}};
      if (!labels_.empty()) entry["label"] = Label(s.index);
      classes.push_back(std::move(entry));
    }
    return {{"image", path}, {"classes", std::move(classes)}};
  }

  void Print(const std::string& path, const std::vector<Score>& best, size_t classes) const {
    std::printf("%s\n", Printable(path).c_str());
    if (!labels_.empty() && labels_.size() != classes && !told_label_count_) {
      told_label_count_ = true;
      const std::string& from = options_.labels.empty() ? options_.model : options_.labels;
      std::fprintf(stderr, "goldcrest: '%s' has %zu labels for %zu classes\n", Printable(from).c_str(), labels_.size(), classes);
    }
    for (const Score& s : best) std::printf("  %8.4f  %5zu  %s\n", s.score, s.index, Printable(Label(s.index)).c_str());
  }

  const ClassifyOptions& options_;
  std::vector<std::string> labels_;
  std::optional<tasks::Normalization> normalization_;  // from metadata
  mutable bool told_label_count_ = false;
};

}  // namespace

Command AddClassify(CLI::App& app) {
  auto options = std::make_shared<ClassifyOptions>();
  CLI::App* command =
      app.add_subcommand("classify", "Says what is on pictures (JPEG, PNG, BMP), by a model that gives each class a score.");
  command->add_option("MODEL", options->model, "The model file (.tflite)")->required();
  command->add_option("IMAGE", options->images, "The pictures")->required();
  command->add_option("--labels", options->labels, "Names of the classes, one a line; from the model's metadata unless given");
  command->add_option("--top", options->top, "Classes to show")->check(CLI::Range(size_t{1}, size_t{1'000'000}))->capture_default_str();
  command->add_option("--threads", options->threads, "Processor threads; 0 chooses")->check(CLI::Range(0, 1024));
  AddLimits(command, &options->limits);
  CLI::Option* mean =
      command->add_option("--mean", options->mean,
                          "The model sees (pixel - mean) / std; unless given, what the model's metadata says, else 127.5 and 127.5 "
                          "for float models, raw pixels for others");
  CLI::Option* std = command->add_option("--std", options->std, "See --mean");
  mean->needs(std);
  std->needs(mean);
  command->add_flag("--json", options->json, "Print the results as JSON");
  return {command, [options, mean] {
            options->normalize = mean->count() > 0;
            return Classifier(*options).Run();
          }};
}

}  // namespace goldcrest::tools
