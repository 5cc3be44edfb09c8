using System.Text.Json;
using WellIntake.Modules.Platform.LanguageModel;

namespace WellIntake.Tests.Platform.LanguageModel;

/// <summary>A question as small as can be: which colour a thing has, and where that is said.</summary>
internal static class Colours
{
    public const string Good = """{"colour":"red","certainty":80}""";

    private static readonly ReplySchema Schema = new(
        "colour",
        """
        {
          "type": "object",
          "properties": {
            "colour": { "type": "string", "enum": ["red", "green", "unsaid"] },
            "certainty": { "type": "integer", "minimum": 0, "maximum": 100 }
          },
          "required": ["colour", "certainty"], "additionalProperties": false
        }
        """);

    public static StructuredQuestion<string> Ask(string text = "The barn is red.", string version = "1") => new(
        "test", version, "Which colour does it have?", JsonSerializer.Serialize(new { text }), Schema, reply =>
        {
            _ = reply.GetProperty("certainty").GetInt32();
            var colour = reply.GetProperty("colour").GetString()!;
            return text.Contains(colour, StringComparison.Ordinal) ? colour : throw new InvalidReplyException("names a colour that is not there");
        });
}
