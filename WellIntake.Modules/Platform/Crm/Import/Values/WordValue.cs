using System.Text;

namespace WellIntake.Modules.Platform.Crm.Import.Values;

/// <summary>Words out of small sets: yes and no, deal stages, audiences, kinds of note.</summary>
internal static class WordValue
{
    /// <summary>The eight stages, in the order a deal goes through them.</summary>
    public static readonly IReadOnlyList<string> Stages =
        ["Lead", "Engaged", "Meeting Booked", "Meetings Completed", "Awaiting Offer", "Offer Extended", "Closed Won", "Closed Lost"];

    private static readonly Dictionary<string, string> StageWords = new(StringComparer.Ordinal)
    {
        ["lead"] = "Lead",
        ["new"] = "Lead",
        ["newlead"] = "Lead",
        ["open"] = "Lead",
        ["prospect"] = "Lead",
        ["prospecting"] = "Lead",
        ["qualification"] = "Lead",
        ["identified"] = "Lead",
        ["sourced"] = "Lead",
        ["engaged"] = "Engaged",
        ["qualified"] = "Engaged",
        ["contacted"] = "Engaged",
        ["inconversation"] = "Engaged",
        ["working"] = "Engaged",
        ["needsanalysis"] = "Engaged",
        ["nurturing"] = "Engaged",
        ["screening"] = "Engaged",
        ["meetingbooked"] = "Meeting Booked",
        ["meetingscheduled"] = "Meeting Booked",
        ["interviewscheduled"] = "Meeting Booked",
        ["demoscheduled"] = "Meeting Booked",
        ["booked"] = "Meeting Booked",
        ["callscheduled"] = "Meeting Booked",
        ["meetingscompleted"] = "Meetings Completed",
        ["meetingcompleted"] = "Meetings Completed",
        ["met"] = "Meetings Completed",
        ["interviewed"] = "Meetings Completed",
        ["interviewscompleted"] = "Meetings Completed",
        ["demo"] = "Meetings Completed",
        ["awaitingoffer"] = "Awaiting Offer",
        ["pendingoffer"] = "Awaiting Offer",
        ["offerpending"] = "Awaiting Offer",
        ["duediligence"] = "Awaiting Offer",
        ["decisionpending"] = "Awaiting Offer",
        ["iddecisionmakers"] = "Awaiting Offer",
        ["offerextended"] = "Offer Extended",
        ["offer"] = "Offer Extended",
        ["offersent"] = "Offer Extended",
        ["offermade"] = "Offer Extended",
        ["proposal"] = "Offer Extended",
        ["proposalpricequote"] = "Offer Extended",
        ["negotiation"] = "Offer Extended",
        ["negotiationreview"] = "Offer Extended",
        ["contractsent"] = "Offer Extended",
        ["closedwon"] = "Closed Won",
        ["won"] = "Closed Won",
        ["placed"] = "Closed Won",
        ["hired"] = "Closed Won",
        ["accepted"] = "Closed Won",
        ["closedlost"] = "Closed Lost",
        ["lost"] = "Closed Lost",
        ["declined"] = "Closed Lost",
        ["withdrawn"] = "Closed Lost",
        ["closedlosttocompetition"] = "Closed Lost",
        ["rejected"] = "Closed Lost",
        ["dead"] = "Closed Lost",
    };

    private static readonly Dictionary<string, string> AudienceWords = new(StringComparer.Ordinal)
    {
        ["advisors"] = "advisors",
        ["advisor"] = "advisors",
        ["adviser"] = "advisors",
        ["advisers"] = "advisors",
        ["steveperry"] = "advisors",
        ["financialadvisor"] = "advisors",
        ["financialadvisors"] = "advisors",
        ["fa"] = "advisors",
        ["csuite"] = "c_suite",
        ["executive"] = "c_suite",
        ["executives"] = "c_suite",
        ["exec"] = "c_suite",
        ["leadership"] = "c_suite",
        ["global"] = "global",
        ["all"] = "global",
        ["everyone"] = "global",
        ["both"] = "global",
    };

    /// <summary>Reads true/false, yes/no, y/n, 1/0, x, on/off, checked.</summary>
    public static bool TryBoolean(string text, out bool value)
    {
        switch (text.Trim() is "1.0" or "0.0" ? text.Trim()[..1] : Key(text))
        {
            case "true" or "yes" or "y" or "t" or "1" or "x" or "on" or "checked" or "✓":
                value = true;
                return true;
            case "false" or "no" or "n" or "f" or "0" or "off" or "unchecked":
                value = false;
                return true;
            default:
                value = false;
                return false;
        }
    }

    /// <summary>One of the eight <see cref="Stages"/>, or a usual other word for one.</summary>
    public static bool TryStage(string text, out string value) => StageWords.TryGetValue(Key(text), out value!);

    /// <summary>One or several audiences, in a fixed order and joined by commas.</summary>
    public static bool TryAudience(string text, out string value)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var part in text.Split([',', ';', '|', '/', '&'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!AudienceWords.TryGetValue(Key(part), out var one))
            {
                value = "";
                return false;
            }

            found.Add(one);
        }

        value = string.Join(',', found);
        return found.Count > 0;
    }

    /// <summary>note or transcript.</summary>
    public static bool TryNoteKind(string text, out string value)
    {
        value = Key(text) switch
        {
            "note" or "notes" or "comment" or "memo" or "summary" => "note",
            "transcript" or "transcription" or "interview" or "interviewtranscript" or "calltranscript" => "transcript",
            _ => "",
        };
        return value.Length > 0;
    }

    /// <summary>Letters and digits only, lower-cased: how words and column names are compared.</summary>
    public static string Key(string text)
    {
        var key = new StringBuilder(Math.Min(text.Length, 64));
        foreach (var c in text.Length > 200 ? text.AsSpan(0, 200) : text)
        {
            if (char.IsLetterOrDigit(c) || c == '✓')
                key.Append(char.ToLowerInvariant(c));
        }

        return key.ToString();
    }
}
