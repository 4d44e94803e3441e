/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.internal.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.zmqtt.AckStallPolicy;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.Routing;
import io.zmqtt.TopicFilter;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.Unsubscribe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link Session} does with subscriptions.
 */
class SubscriptionSessionTests extends SessionHarness {

	private static final long SECOND = 1_000_000_000;

	private static Subscription options(QoS qos, boolean noLocal, boolean retainAsPublished,
			RetainHandling retainHandling) {
		return new Subscription("", qos, noLocal, retainAsPublished, retainHandling);
	}

	private static Limits packetSize(int maximum, boolean identifiers) {
		return new Limits(MqttVersion.V5, 0xFFFF, maximum, QoS.EXACTLY_ONCE, true, true, true, identifiers, 0);
	}

	private void unsubscribe(TestRoute route, String... filters) {
		this.session.unsubscribe(route, List.of(filters).stream().map(TopicFilter::of).toList(), null);
	}

	// Identifiers

	@Test
	@Semantics("4.9")
	void eachFilterHasItsOwnPacketAndIdentifier() {
		connect(identifiers(), false);
		Operation operation = ask(new TestRoute(), "a/+", "a/b", "c");
		List<Subscribe> packets = this.sink.packets(Subscribe.class);
		assertThat(packets).hasSize(3).allSatisfy((packet) -> assertThat(packet.subscriptions()).hasSize(1));
		assertThat(packets.stream().map(Subscribe::subscriptionIdentifier)).doesNotHaveDuplicates()
			.allSatisfy((identifier) -> assertThat(identifier).isBetween(1, 0x1FFFFF));
		assertThat(operation.answer).isNull();
		grantAll();
		assertThat(operation.answer).hasSize(3);
	}

	@Test
	void identifiersAreTheSameInEverySession() {
		connect(identifiers(), false);
		ask(new TestRoute(), "a/+", "b");
		int first = identifier("a/+");
		int second = identifier("b");
		reconnect(identifiers(), false);
		assertThat(identifier("a/+")).isEqualTo(first);
		this.session = new Session(SessionConfig.of(10, 4), this.counters, this.events);
		connect(identifiers(), false);
		ask(new TestRoute(), "b");
		ask(new TestRoute(), "a/+");
		assertThat(identifier("a/+")).isEqualTo(first);
		assertThat(identifier("b")).isEqualTo(second);
	}

	@Test
	void withoutSupportThereAreNoIdentifiersAndFiltersShareAPacket() {
		connect(V5, false);
		ask(new TestRoute(), "a", "b");
		assertThat(this.sink.packets(Subscribe.class)).singleElement().satisfies((packet) -> {
			assertThat(packet.subscriptions()).hasSize(2);
			assertThat(packet.subscriptionIdentifier()).isZero();
		});
	}

	@Test
	@Behaviour("U6")
	@Semantics("4.9")
	void copiesForOverlappingFiltersReachEachSubscriptionOnce() {
		connect(identifiers(), false);
		TestRoute wide = new TestRoute();
		TestRoute narrow = new TestRoute();
		ask(wide, "a/#");
		ask(narrow, "a/b");
		receive("a/b", 1, 1, identifier("a/#"));
		receive("a/b", 1, 2, identifier("a/b"));
		assertThat(wide.topics()).containsExactly("a/b");
		assertThat(narrow.topics()).containsExactly("a/b");
		receive("a/b", 1, 3, identifier("a/b"), identifier("a/#"));
		assertThat(wide.delivered).hasSize(2);
		assertThat(narrow.delivered).hasSize(2);
	}

	@Test
	@Behaviour("B24")
	@Semantics("4.9")
	void aSharedSubscriptionAndAPlainOneGetTheirOwnCopies() {
		connect(identifiers(), false);
		TestRoute plain = new TestRoute();
		TestRoute shared = new TestRoute();
		ask(plain, "a");
		ask(shared, "$share/g/a");
		receive("a", 1, 1, identifier("$share/g/a"));
		assertThat(shared.delivered).hasSize(1);
		assertThat(plain.delivered).isEmpty();
		receive("a", 1, 2, identifier("a"));
		assertThat(plain.delivered).hasSize(1);
		assertThat(shared.delivered).hasSize(1);
	}

	@Test
	void identifiersThatMeanNothingLeaveTheTopicToDecide() {
		connect(identifiers(), false);
		TestRoute wide = new TestRoute();
		TestRoute other = new TestRoute();
		ask(wide, "a/#");
		ask(other, "b");
		receive("a/b", 1, 1, 0x1FFFFF);
		assertThat(wide.delivered).as("unknown").hasSize(1);
		receive("a/b", 1, 2, identifier("b"));
		assertThat(wide.delivered).as("of a filter that does not match").hasSize(2);
		assertThat(other.delivered).isEmpty();
		receive("a/b", 1, 3);
		assertThat(wide.delivered).as("none").hasSize(3);
	}

	@Test
	void stragglersOfAnEndedFilterDoNotReachOthers() {
		connect(identifiers(), false);
		TestRoute wide = new TestRoute();
		TestRoute narrow = new TestRoute();
		ask(wide, "a/#");
		ask(narrow, "a/b");
		grantAll();
		int identifier = identifier("a/b");
		this.session.unsubscribe(narrow, List.of(TopicFilter.of("a/b")), new Unsubscription());
		receive("a/b", 1, 1, identifier);
		assertThat(wide.delivered).isEmpty();
		assertThat(narrow.delivered).isEmpty();
		this.session.acknowledge();
		assertThat(this.sink.take()).containsExactly("PUBACK 1 SUCCESS");
		Unsubscribe unsubscribe = this.sink.packets(Unsubscribe.class).get(0);
		this.session.received(new UnsubAck(unsubscribe.packetId(), List.of(ReasonCode.SUCCESS)));
		receive("a/b", 1, 2, identifier);
		assertThat(wide.delivered).as("queued before the UNSUBSCRIBE").isEmpty();
		receive("a/b", 1, 3, identifier, 0x1FFFFF);
		assertThat(wide.delivered).as("with an unknown identifier").hasSize(1);
		ask(narrow, "a/b");
		assertThat(identifier("a/b")).isEqualTo(identifier);
		receive("a/b", 1, 4, identifier);
		assertThat(narrow.delivered).as("subscribed again").hasSize(1);
		assertThat(wide.delivered).hasSize(1);
	}

	private void configure(Routing routing) {
		SessionConfig base = SessionConfig.of(10, 4);
		this.session = new Session(
				new SessionConfig(10, true, 4, 0, 0, routing, base.holdMessages(), base.holdBytes(), base.holdTime(),
						base.ackStallTimeout(), AckStallPolicy.REPORT, SECOND, SECOND, SECOND),
				this.counters, this.events);
	}

	@ParameterizedTest
	@EnumSource
	void stragglersOfAnEndedFilterAreNotHeld(Routing routing) {
		configure(routing);
		subscribe("z");
		TestRoute route = subscribe("a/b");
		connect(identifiers(), true);
		int identifier = identifier("a/b");
		grantAll();
		this.session.unsubscribe(route, List.of(TopicFilter.of("a/b")), new Unsubscription());
		receive("a/b", 1, 1, identifier);
		receive("a/c", 1, 2, 0x1FFFFF);
		this.session.acknowledge();
		assertThat(this.sink.take()).as("others are held").containsExactly("PUBACK 1 SUCCESS");
		assertThat(this.unrouted).containsExactly("a/b");
		assertThat(subscribe("#").topics()).containsExactly("a/c");
	}

	@Test
	void identifiersOfEndedFiltersMeanNothingInANewSession() {
		connect(identifiers(), false);
		TestRoute wide = new TestRoute();
		TestRoute narrow = new TestRoute();
		ask(wide, "a/#");
		ask(narrow, "a/b");
		grantAll();
		int identifier = identifier("a/b");
		this.session.unsubscribe(narrow, List.of(TopicFilter.of("a/b")), new Unsubscription());
		Unsubscribe unsubscribe = this.sink.packets(Unsubscribe.class).get(0);
		this.session.received(new UnsubAck(unsubscribe.packetId(), List.of(ReasonCode.SUCCESS)));
		reconnect(identifiers(), true);
		receive("a/b", 1, 1, identifier);
		assertThat(wide.delivered).isEmpty();
		reconnect(identifiers(), false);
		receive("a/b", 1, 1, identifier);
		assertThat(wide.delivered).hasSize(1);
	}

	@Test
	void onlySoManyEndedIdentifiersAreRemembered() {
		connect(identifiers(), false);
		TestRoute wide = new TestRoute();
		ask(wide, "a/#");
		List<Integer> ended = new ArrayList<>();
		for (int i = 0; i <= 1000; i++) {
			TestRoute narrow = new TestRoute();
			TopicFilter filter = TopicFilter.of("a/" + i);
			ask(narrow, filter.text());
			grantAll();
			ended.add(identifier(filter.text()));
			this.session.unsubscribe(narrow, List.of(filter), new Unsubscription());
			Unsubscribe unsubscribe = this.sink.packets(Unsubscribe.class).get(i);
			this.session.received(new UnsubAck(unsubscribe.packetId(), List.of(ReasonCode.SUCCESS)));
		}
		receive("a/1", 0, 0, ended.get(1));
		receive("a/1000", 0, 0, ended.get(1000));
		assertThat(wide.delivered).isEmpty();
		receive("a/0", 0, 0, ended.get(0));
		assertThat(wide.delivered).as("the eldest").hasSize(1);
	}

	@Test
	void manyIdentifiersAreFound() {
		connect(identifiers(), false);
		List<TestRoute> routes = new ArrayList<>();
		for (int i = 0; i < 5000; i++) {
			TestRoute route = new TestRoute();
			routes.add(route);
			this.session.subscribe(new Operation(route, "t/" + i), false);
			grantAll();
		}
		Map<String, Integer> identifiers = new HashMap<>();
		this.sink.packets(Subscribe.class)
			.forEach((packet) -> identifiers.put(packet.subscriptions().get(0).topicFilter(),
					packet.subscriptionIdentifier()));
		for (int i = 0; i < 5000; i += 2) {
			unsubscribe(routes.get(i), "t/" + i);
		}
		for (int i = 0; i < 5000; i++) {
			receive("t/" + i, 0, 0, identifiers.get("t/" + i));
			assertThat(routes.get(i).delivered).hasSize(i % 2);
		}
	}

	// Equal filters

	@Test
	void equalFiltersAreOneSubscriptionOfTheHighestQos() {
		connect(V5, false);
		TestRoute first = new TestRoute();
		TestRoute second = new TestRoute();
		this.session.subscribe(new Operation(first, "a", options(QoS.AT_MOST_ONCE, false, false, RetainHandling.SEND)),
				true);
		grantAll();
		Operation higher = new Operation(second, "a",
				options(QoS.EXACTLY_ONCE, false, false, RetainHandling.DO_NOT_SEND));
		this.session.subscribe(higher, true);
		Subscribe packet = this.sink.take(Subscribe.class).get(0);
		assertThat(packet.subscriptions())
			.containsExactly(new Subscription("a", QoS.EXACTLY_ONCE, false, false, RetainHandling.DO_NOT_SEND));
		answer(packet, ReasonCode.GRANTED_QOS_2);
		receive("a", 0, 0);
		assertThat(first.delivered).hasSize(1);
		assertThat(second.delivered).hasSize(1);
		unsubscribe(first, "a");
		assertThat(this.sink.packets(Unsubscribe.class)).isEmpty();
	}

	@Test
	void aHolderThatNeedsNothingMoreIsAnsweredWithoutAPacket() {
		connect(V5, false);
		ask(new TestRoute(), "a");
		Operation waiting = new Operation(new TestRoute(), "a",
				options(QoS.AT_MOST_ONCE, false, false, RetainHandling.SEND_IF_NEW));
		this.session.subscribe(waiting, true);
		assertThat(this.sink.packets(Subscribe.class)).hasSize(1);
		assertThat(waiting.answer).as("waits for the answer to the first").isNull();
		grantAll();
		assertThat(waiting.answer).containsValue(ReasonCode.GRANTED_QOS_2);
		Operation later = new Operation(new TestRoute(), "a",
				options(QoS.AT_LEAST_ONCE, false, false, RetainHandling.DO_NOT_SEND));
		this.session.subscribe(later, true);
		assertThat(later.answer).containsValue(ReasonCode.GRANTED_QOS_2);
		assertThat(this.sink.packets(Subscribe.class)).hasSize(1);
	}

	@Test
	void aHolderThatWantsRetainedMessagesAsksForThem() {
		connect(V5, false);
		ask(new TestRoute(), "a");
		grantAll();
		Operation operation = ask(new TestRoute(), "a");
		assertThat(operation.answer).isNull();
		assertThat(this.sink.take(Subscribe.class)).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "true, false, No Local", "false, true, Retain As Published" })
	@Semantics("4.9")
	void optionsThatCannotStandTogetherAreRefused(boolean noLocal, boolean retainAsPublished, String option) {
		TestRoute first = new TestRoute();
		this.session.subscribe(new Operation(first, "a"), false);
		Operation operation = new Operation(new TestRoute(), "a",
				options(QoS.AT_MOST_ONCE, noLocal, retainAsPublished, RetainHandling.SEND));
		this.session.subscribe(operation, true);
		assertThat(operation.conflict).isEqualTo("a " + option);
		connect(V5, false);
		assertThat(this.sink.packets(Subscribe.class)).hasSize(1);
		receive("a", 0, 0);
		assertThat(first.delivered).hasSize(1);
		assertThat(operation.answer).isNull();
	}

	// Refusals

	@ParameterizedTest
	@EnumSource(names = { "UNSPECIFIED_ERROR", "IMPLEMENTATION_SPECIFIC_ERROR", "QUOTA_EXCEEDED" })
	@Behaviour("B30")
	@Semantics("4.10")
	void aDeclaredFilterIsAskedForAgainWithBackOff(ReasonCode refusal) {
		TestRoute route = subscribe("a");
		connect(V5, false);
		answer(this.sink.take(Subscribe.class).get(0), refusal);
		assertThat(this.restored).containsExactly(Map.of(TopicFilter.of("a"), refusal));
		assertThat(this.expireSoon).isTrue();
		long now = 1000;
		for (long delay : new long[] { 1, 2, 4, 8, 16, 32, 60, 60 }) {
			assertThat(this.session.expire(now)).isEqualTo(now + delay * SECOND);
			now += delay * SECOND;
			assertThat(this.sink.take(Subscribe.class)).as("before " + delay).isEmpty();
			this.session.expire(now);
			answer(this.sink.take(Subscribe.class).get(0), refusal);
		}
		assertThat(this.restored).as("the same answer is not reported again").hasSize(1);
		this.session.expire(now);
		this.session.expire(now + 60 * SECOND);
		answer(this.sink.take(Subscribe.class).get(0), ReasonCode.GRANTED_QOS_1);
		assertThat(this.restored).hasSize(2).last().isEqualTo(Map.of(TopicFilter.of("a"), ReasonCode.GRANTED_QOS_1));
		assertThat(this.session.expire(now + 200 * SECOND)).isEqualTo(Long.MAX_VALUE);
		receive("a", 0, 0);
		assertThat(route.delivered).hasSize(1);
	}

	@Test
	void otherRefusalsAreAskedForAtTheNextConnectOnly() {
		subscribe("a");
		connect(V5, false);
		answer(this.sink.take(Subscribe.class).get(0), ReasonCode.NOT_AUTHORIZED);
		assertThat(this.session.expire(0)).isEqualTo(Long.MAX_VALUE);
		assertThat(this.session.expire(1000 * SECOND)).isEqualTo(Long.MAX_VALUE);
		assertThat(this.sink.take(Subscribe.class)).isEmpty();
		reconnect(V5, true);
		assertThat(this.sink.take(Subscribe.class)).hasSize(1);
	}

	@Test
	void aRefusedSubscribeIsForgotten() {
		connect(identifiers(), false);
		Operation operation = ask(new TestRoute(), "a");
		answer(this.sink.take(Subscribe.class).get(0), ReasonCode.QUOTA_EXCEEDED);
		assertThat(operation.answer).containsValue(ReasonCode.QUOTA_EXCEEDED);
		this.session.expire(0);
		this.session.expire(1000 * SECOND);
		reconnect(identifiers(), true);
		assertThat(this.sink.packets(Subscribe.class)).isEmpty();
	}

	@Test
	void noTimePassesWhileTheAnswerCannotCome() {
		subscribe("a");
		this.session.reading(false);
		connect(identifiers(), false);
		assertThat(this.session.expire(0)).isEqualTo(Long.MAX_VALUE);
		assertThat(this.session.expire(40 * SECOND)).isEqualTo(Long.MAX_VALUE);
		this.session.reading(true);
		assertThat(this.session.expire(50 * SECOND)).isEqualTo(80 * SECOND);
		this.session.reading(false);
		assertThat(this.session.expire(90 * SECOND)).isEqualTo(Long.MAX_VALUE);
		assertThat(this.stalls).isEmpty();
		this.session.reading(true);
		this.session.expire(100 * SECOND);
		this.session.expire(130 * SECOND);
		assertThat(this.stalls).containsExactly("unanswered 1");
	}

	@Test
	void aBrokerThatDoesNotAnswerIsReported() {
		subscribe("a");
		subscribe("b");
		connect(identifiers(), false);
		this.session.expire(0);
		answer(this.sink.take(Subscribe.class).get(0), ReasonCode.GRANTED_QOS_1);
		assertThat(this.session.expire(29 * SECOND)).isEqualTo(30 * SECOND);
		assertThat(this.stalls).isEmpty();
		this.session.expire(30 * SECOND);
		this.session.expire(60 * SECOND);
		assertThat(this.stalls).containsExactly("unanswered 1");
		reconnect(identifiers(), true);
		grantAll();
		assertThat(this.session.expire(100 * SECOND)).isEqualTo(Long.MAX_VALUE);
		assertThat(this.stalls).hasSize(1);
	}

	// Packets

	@Test
	@Mqtt5("3.2.2-15")
	@Semantics("4.11")
	void filtersAreSpreadOverPacketsThatFit() {
		connect(packetSize(40, false), false);
		String[] filters = IntStream.range(0, 20).mapToObj((i) -> "filter/" + i).toArray(String[]::new);
		TestRoute route = new TestRoute();
		Operation operation = ask(route, filters);
		List<Subscribe> packets = this.sink.take(Subscribe.class);
		assertThat(packets).hasSizeGreaterThan(5).allSatisfy((packet) -> {
			assertThat(this.sink.size(packet)).isLessThanOrEqualTo(40);
			answer(packet, ReasonCode.GRANTED_QOS_1);
		});
		assertThat(packets.stream().flatMap((packet) -> packet.subscriptions().stream()).map(Subscription::topicFilter))
			.containsExactly(filters);
		assertThat(operation.answer).hasSize(20);
		Unsubscription end = new Unsubscription();
		this.session.unsubscribe(route, List.of(filters).stream().map(TopicFilter::of).toList(), end);
		List<Unsubscribe> endings = this.sink.packets(Unsubscribe.class);
		assertThat(endings).hasSizeGreaterThan(5);
		for (Unsubscribe packet : endings) {
			assertThat(this.sink.size(packet)).isLessThanOrEqualTo(40);
			assertThat(end.answer).isNull();
			this.session.received(new UnsubAck(packet.packetId(),
					packet.topicFilters().stream().map((filter) -> ReasonCode.SUCCESS).toList()));
		}
		assertThat(end.answer).hasSize(20);
	}

	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void aFilterThatIsTooLongForThePeerIsRefused(boolean identifiers) {
		connect(packetSize(30, identifiers), false);
		Operation operation = ask(new TestRoute(), "a-filter-that-is-quite-long/a-filter");
		assertThat(operation.unsupported).isTrue();
		assertThat(this.sink.packets(Subscribe.class)).isEmpty();
		subscribe("short");
		reconnect(packetSize(12, identifiers), false);
		assertThat(this.restored).last().isEqualTo(Map.of(TopicFilter.of("short"), ReasonCode.PACKET_TOO_LARGE));
	}

	@Test
	void aHundredPacketsAreOnTheWayAtMost() {
		for (int i = 0; i < 350; i++) {
			subscribe("t/" + i);
		}
		connect(identifiers(), false);
		int answered = 0;
		for (List<Subscribe> packets = this.sink.take(Subscribe.class); !packets.isEmpty(); packets = this.sink
			.take(Subscribe.class)) {
			assertThat(packets).hasSizeLessThanOrEqualTo(100);
			answered += packets.size();
			packets.forEach((packet) -> answer(packet, ReasonCode.GRANTED_QOS_1));
		}
		assertThat(answered).isEqualTo(350);
		assertThat(this.restored).singleElement().satisfies((results) -> assertThat(results).hasSize(350));
		assertThat(this.session.isAwaitingBroker()).isFalse();
	}

	// Routing

	@Test
	@Semantics("4.9")
	void mostSpecificRoutingHasOneReceiver() {
		configure(Routing.MOST_SPECIFIC);
		List<String> filters = List.of("#", "+/b/c", "a/#", "a/+/c", "a/b/#", "a/b/c/#", "a/b/c");
		List<TestRoute> routes = filters.stream().map(this::subscribe).toList();
		connect(V5, false);
		for (int i = filters.size() - 1; i >= 0; i--) {
			receive("a/b/c", 0, 0);
			for (int j = 0; j < filters.size(); j++) {
				assertThat(routes.get(j).delivered).as(filters.get(j)).hasSize((j >= i) ? 1 : 0);
			}
			unsubscribe(routes.get(i), filters.get(i));
		}
	}

	@Test
	void everyInterruptedUnsubscribeIsAnswered() {
		connect(V5, false);
		Unsubscription first = new Unsubscription();
		this.session.unsubscribe(subscribe("a"), List.of(TopicFilter.of("a")), first);
		Unsubscription second = new Unsubscription();
		this.session.unsubscribe(subscribe("a"), List.of(TopicFilter.of("a")), second);
		reconnect(V5, true);
		Unsubscribe packet = this.sink.packets(Unsubscribe.class).get(0);
		this.session.received(new UnsubAck(packet.packetId(), List.of(ReasonCode.SUCCESS), AckProperties.NONE));
		assertThat(first.answer).isNotNull();
		assertThat(second.answer).isNotNull();
		assertThat(this.session.isAwaitingBroker()).isFalse();
	}

	@Test
	void filterWantedAgainIsNotEndedOnAResumedSession() {
		connect(V5, false);
		Unsubscription ending = new Unsubscription();
		this.session.unsubscribe(subscribe("a"), List.of(TopicFilter.of("a")), ending);
		subscribe("a");
		reconnect(V5, true);
		assertThat(ending.answer).isNotNull();
		assertThat(this.sink.packets(Unsubscribe.class)).isEmpty();
		assertThat(this.sink.packets(Subscribe.class)).hasSize(1);
	}

	/**
	 * The end of a subscription.
	 */
	static final class Unsubscription extends UnsubscribeOperation {

		@Nullable Map<TopicFilter, ReasonCode> answer;

		@Override
		protected boolean isOpen() {
			return this.answer == null;
		}

		@Override
		protected long deadline() {
			return Long.MAX_VALUE;
		}

		@Override
		protected void answered(Map<TopicFilter, ReasonCode> results, AckProperties properties) {
			this.answer = Map.copyOf(results);
		}

		@Override
		protected void timedOut() {
			throw new AssertionError("No deadline was set");
		}

	}

}
