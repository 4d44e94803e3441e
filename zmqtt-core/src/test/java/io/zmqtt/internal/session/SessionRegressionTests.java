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

import java.util.List;
import java.util.Map;

import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.packet.Unsubscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for bugs of {@link Session} that the simulation has found.
 */
class SessionRegressionTests extends SessionHarness {

	private static final Limits AT_MOST_QOS_1 = new Limits(MqttVersion.V5, 10, Integer.MAX_VALUE, QoS.AT_LEAST_ONCE,
			true, true, true, false, 0);

	private List<String> ended() {
		return this.sink.packets(Unsubscribe.class)
			.stream()
			.flatMap((packet) -> packet.topicFilters().stream())
			.toList();
	}

	@Test
	void timeoutOfAResubmittedMessageSaysThatItWasWritten() {
		connect(limits(2), false);
		publish("first", 1);
		Message second = publish("second", 1);
		reconnect(limits(1), false);
		assertThat(second.packetId()).isZero();
		second.deadline = 100;
		this.session.expire(100);
		assertThat(second.timeout).isEqualTo("written");
	}

	@Test
	void identifierOfAForbiddenRepeatStaysInUseWhileTheSessionLives() {
		connect(V5, false);
		Message forbidden = publish("forbidden", 2);
		int id = forbidden.packetId();
		reconnect(AT_MOST_QOS_1, true);
		assertThat(forbidden.outcome).isEqualTo("UNSUPPORTED");
		reconnect(V5, true);
		assertThat(comesAgain(id)).isFalse();
		reconnect(V5, false);
		assertThat(comesAgain(id)).isTrue();
	}

	private boolean comesAgain(int id) {
		for (int i = 0; i < 100; i++) {
			Message message = publish("other", 1);
			int packetId = message.packetId();
			this.session.received(new PubAck(packetId));
			if (packetId == id) {
				return true;
			}
		}
		return false;
	}

	@Test
	void subscribeThatWasAbandonedIsEndedOnAResumedSession() {
		connect(V5, false);
		ask(new TestRoute(), "a");
		this.session.disconnected();
		this.session.abandon((message) -> {
		}, (operation) -> {
		}, (operation) -> {
		});
		connect(V5, true);
		assertThat(ended()).containsExactly("a");
		assertThat(this.sink.packets(Subscribe.class)).isEmpty();
	}

	@Test
	void subscribeThatWasAbandonedIsForgottenWithALostSession() {
		connect(V5, false);
		ask(new TestRoute(), "a");
		this.session.disconnected();
		this.session.abandon((message) -> {
		}, (operation) -> {
		}, (operation) -> {
		});
		connect(V5, false);
		assertThat(this.sink.packets).isEmpty();
	}

	/**
	 * Nothing was written for the second, but the broker has the filter of the first.
	 */
	@Test
	void filterOfASubscribeThatTimedOutOfflineIsEndedOnAResumedSession() {
		TestRoute first = subscribe("a");
		connect(V5, false);
		grantAll();
		this.session.disconnected();
		GivenUp operation = new GivenUp("a");
		this.session.subscribe(operation, true);
		this.session.unsubscribe(first, List.of(TopicFilter.of("a")), null);
		operation.open = false;
		this.session.expire(1);
		assertThat(operation.timedOut).isTrue();
		connect(V5, true);
		assertThat(ended()).containsExactly("a");
	}

	@Test
	void refusedFilterIsEndedIfAnotherRequestForItIsOnTheWay() {
		connect(V5, false);
		ask(new TestRoute(), "a");
		GivenUp second = new GivenUp("a");
		this.session.subscribe(second, true);
		second.open = false;
		this.session.expire(1);
		assertThat(ended()).isEmpty();
		Subscribe request = this.sink.packets(Subscribe.class).get(0);
		this.session.received(new SubAck(request.packetId(), List.of(ReasonCode.QUOTA_EXCEEDED)));
		assertThat(ended()).containsExactly("a");
	}

	@Test
	void heldMessagesGoToTheNewSubscriptionOnly() {
		TestRoute first = subscribe("#");
		TestRoute second = subscribe("a/#");
		connect(identifiers(), false);
		int identifier = identifier("a/#");
		grantAll();
		this.session.unsubscribe(second, List.of(TopicFilter.of("a/#")), null);
		reconnect(identifiers(), true);
		receive("a/b", 1, 1, identifier);
		assertThat(first.delivered).isEmpty();
		// the identifier means nothing any more
		reconnect(identifiers(), false);
		TestRoute third = subscribe("a/+");
		assertThat(third.topics()).containsExactly("a/b");
		assertThat(first.delivered).isEmpty();
	}

	@Test
	void repeatOfAMessageForNobodyIsNotAnsweredTwice() {
		connect(V5, false);
		receive("a", 2, 1);
		receive("a", 2, 1);
		this.session.acknowledge();
		assertThat(this.sink.take()).containsExactly("PUBREC 1 SUCCESS");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void repeatIsNotAnsweredBeforeWhatCameEarlier(boolean released) {
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("refused", 2, 1);
		receive("taken", 2, 2);
		route.delivered.get(0).finish(ReasonCode.QUOTA_EXCEEDED);
		route.delivered.get(1).finish(ReasonCode.SUCCESS);
		this.session.acknowledge();
		reconnect(V5, true);
		receive("refused", 2, 1);
		receive("taken", 2, 2);
		assertThat(this.sink.take()).isEmpty();
		if (released) {
			this.session.received(new PubRel(2));
			assertThat(this.sink.take()).containsExactly("PUBCOMP 2 SUCCESS");
		}
		route.finishAll();
		this.session.acknowledge();
		assertThat(route.topics()).containsExactly("refused", "taken", "refused");
		assertThat(this.sink.take())
			.isEqualTo(released ? List.of("PUBREC 1 SUCCESS") : List.of("PUBREC 1 SUCCESS", "PUBREC 2 SUCCESS"));
	}

	/**
	 * A subscribe that may be given up.
	 */
	private static final class GivenUp extends SubscribeOperation {

		private boolean open = true;

		private boolean timedOut;

		GivenUp(String filter) {
			super(new TestRoute(), List.of(TopicFilter.of(filter)), new Subscription("", QoS.EXACTLY_ONCE), List.of());
		}

		@Override
		protected boolean isOpen() {
			return this.open;
		}

		@Override
		protected long deadline() {
			return Long.MAX_VALUE;
		}

		@Override
		protected void answered(Map<TopicFilter, ReasonCode> results, AckProperties properties) {
			throw new AssertionError("Answered with " + results);
		}

		@Override
		protected void unsupported(String detail) {
			throw new AssertionError(detail);
		}

		@Override
		protected void conflicting(TopicFilter filter, String option) {
			throw new AssertionError(option);
		}

		@Override
		protected void timedOut() {
			this.timedOut = true;
		}

	}

}
