using System.Globalization;
using System.Text;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Crm.Seed;

/// <summary>Sentences about made-up people: summaries, remarks and short conversations.</summary>
internal static class SeedText
{
    private static readonly string[] Openings =
        ["Started as an analyst and moved to the client side early.", "Came to the business from commercial banking.", "Second career after ten years in accounting.", "Took over a retiring partner's book and doubled it.", "Built the practice from nothing by referrals."];

    private static readonly string[] Reasons =
        ["Wants more freedom over the investment platform.", "Is tired of changing payout grids.", "Looks for a path to equity.", "Needs better support for planning work.", "Would like to be closer to family.", "Not unhappy, but listening."];

    private static readonly string[] Remarks =
        ["Spoke for twenty minutes; friendly and direct.", "Prefers to be called after 4 pm.", "Asked twice about transition support.", "Wants to know who owns the client relationship.", "Sent the production report as promised.", "Did not want to talk about the last move.", "Has a disclosure from years ago, settled, no fine.", "Spouse is on board with a move."];

    private static readonly (string Question, string[] Answers)[] Talk =
    [
        ("How is business this year?", ["Honestly, it's the best year I have had.", "Steady. Markets helped more than I did.", "Slower than I'd like; two large clients left."]),
        ("What would you change about where you are?", ["The technology, without a doubt.", "I spend a third of my week on compliance forms.", "The payout was cut again in January."]),
        ("How much of the book would follow you?", ["Ninety percent, I am confident of that.", "Seventy, perhaps. The bank clients would stay.", "Hard to say. I signed a non-solicit."]),
        ("What matters most in the next firm?", ["Culture, and open architecture.", "A real succession plan.", "The upfront money matters, I won't pretend otherwise."]),
        ("How soon could you move?", ["I'd need sixty days.", "After the bonus is paid in March.", "As soon as the paper is right, I'm excited about it."]),
        ("Is there anything we should know before compliance looks?", ["Clean record, nothing on it.", "One complaint, denied, five years ago.", "I'd rather go through that in person."]),
    ];

    public static string Summary(Random random, Candidate candidate)
    {
        var text = new StringBuilder(Pick(random, Openings));
        text.Append(CultureInfo.InvariantCulture, $" {candidate.YearsExperience} years in the industry");
        if (candidate.SpecialtyText is not null)
            text.Append(CultureInfo.InvariantCulture, $", with a focus on {candidate.SpecialtyText}");
        return text.Append(". ").Append(Pick(random, Reasons)).ToString();
    }

    public static string Remark(Random random, Candidate candidate) =>
        $"{Pick(random, Remarks)} {Pick(random, Reasons)}{(candidate.AvailabilityText is null ? "" : $" Availability: {candidate.AvailabilityText}.")}";

    public static string Transcript(Random random, Candidate candidate)
    {
        var first = candidate.Name[..candidate.Name.IndexOf(' ', StringComparison.Ordinal)];
        var text = new StringBuilder();
        text.Append("Recruiter: Thanks for making the time, ").Append(first).Append(".\n");
        text.Append(first).Append(": Happy to. I have half an hour before my next client.\n");
        foreach (var (question, answers) in Talk)
        {
            text.Append("Recruiter: ").Append(question).Append('\n');
            text.Append(first).Append(": ").Append(Pick(random, answers)).Append('\n');
        }

        if (candidate.AumText is not null)
            text.Append("Recruiter: And the assets today?\n").Append(first).Append(": About ").Append(candidate.AumText.TrimStart('~')).Append(", if you count everything.\n");
        return text.Append("Recruiter: I'll send you a summary this week.").ToString();
    }

    private static string Pick(Random random, string[] words) => words[random.Next(words.Length)];
}
