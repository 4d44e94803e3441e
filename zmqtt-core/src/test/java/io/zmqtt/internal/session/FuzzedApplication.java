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
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.packet.Subscription;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The messages, subscriptions and waits of an application that uses a session.
 */
final class FuzzedApplication {

	private static final byte[] PAYLOAD = {};

	private static final int PATIENCE = 20;

	private final List<Message> messages = new ArrayList<>();

	private final List<Receiver> receivers = new ArrayList<>();

	private final List<Received> deliveries = new ArrayList<>();

	private final List<Subscribing> subscribing = new ArrayList<>();

	private final List<Unsubscribing> unsubscribing = new ArrayList<>();

	private final BiConsumer<Message, InFlight.DropReason> dropped;

	private @Nullable String expected;

	private boolean exactly;

	private int sequence;

	private long now;

	/**
	 * Create an application.
	 * @param dropped is told of messages that end without an acknowledgement
	 */
	FuzzedApplication(BiConsumer<Message, InFlight.DropReason> dropped) {
		this.dropped = dropped;
	}

	long now() {
		return this.now;
	}

	/**
	 * Let time pass.
	 */
	long pass(int ticks) {
		this.now += ticks;
		return this.now;
	}

	List<Message> messages() {
		return this.messages;
	}

	/**
	 * Return who is subscribed to something.
	 */
	List<Receiver> receivers() {
		this.receivers.removeIf((receiver) -> receiver.filters.isEmpty());
		return this.receivers;
	}

	Message message(int qos, boolean retain, int patience, int expiry) {
		String topic = "out/" + "x".repeat(this.sequence++ % 3);
		Message message = new Message(topic, Publish.flags(QoS.of(qos), retain, false), this.now + patience,
				(expiry == 0) ? Long.MAX_VALUE : this.now + expiry);
		this.messages.add(message);
		return message;
	}

	Subscribing subscribe(List<TopicFilter> filters, QoS qos, boolean awaited) {
		Receiver receiver = new Receiver(filters);
		this.receivers.add(receiver);
		Subscribing operation = new Subscribing(receiver, filters, qos, awaited, this.now + PATIENCE);
		receiver.operation = operation;
		if (awaited) {
			this.subscribing.add(operation);
		}
		return operation;
	}

	Unsubscribing unsubscribe() {
		Unsubscribing operation = new Unsubscribing(this.now + PATIENCE);
		this.unsubscribing.add(operation);
		return operation;
	}

	void finish(int index, ReasonCode reasonCode) {
		if (!this.deliveries.isEmpty()) {
			this.deliveries.remove(index % this.deliveries.size()).finish(reasonCode);
		}
	}

	void finishAll() {
		this.deliveries.forEach((delivery) -> delivery.finish(ReasonCode.SUCCESS));
		this.deliveries.clear();
	}

	/**
	 * Stop waiting for one of the things that are waited for.
	 */
	void giveUp(int index) {
		if ((index & 1) == 0 && !this.messages.isEmpty()) {
			this.messages.get(index % this.messages.size()).giveUp();
		}
		else if (!this.subscribing.isEmpty()) {
			this.subscribing.get(index % this.subscribing.size()).open = false;
		}
		else if (!this.unsubscribing.isEmpty()) {
			this.unsubscribing.get(index % this.unsubscribing.size()).open = false;
		}
	}

	void abandoned(SubscribeOperation operation) {
		((Subscribing) operation).failed();
	}

	void abandoned(UnsubscribeOperation operation) {
		((Unsubscribing) operation).end();
	}

	/**
	 * Expect a message at those who are subscribed to its topic, or nowhere.
	 * @param exactly whether at all of them
	 */
	void expect(@Nullable String topic, boolean exactly) {
		this.expected = topic;
		this.exactly = exactly;
		this.receivers.forEach((receiver) -> receiver.arrived = 0);
	}

	void checkExpected() {
		String topic = this.expected;
		for (Receiver receiver : this.receivers) {
			boolean wants = topic != null && receiver.filters.stream().anyMatch((filter) -> filter.matches(topic));
			assertThat(receiver.arrived).as("copies of %s for %s", topic, receiver.filters)
				.isBetween((wants && this.exactly) ? 1 : 0, wants ? 1 : 0);
		}
		this.expected = null;
	}

	void removeEnded() {
		this.messages.removeIf(Message::hasEnded);
		this.subscribing.removeIf((operation) -> operation.ended);
		this.unsubscribing.removeIf((operation) -> operation.ended);
	}

	void checkEnded() {
		assertThat(this.messages).isEmpty();
		assertThat(this.subscribing).isEmpty();
		assertThat(this.unsubscribing).isEmpty();
	}

	/**
	 * A message that is published.
	 */
	final class Message extends TestInFlight {

		private final String topic;

		private final byte flags;

		private final long deadline;

		private final long expiresAt;

		private boolean open = true;

		private boolean ended;

		private boolean written;

		private boolean released;

		private int lastConnection;

		Message(String topic, byte flags, long deadline, long expiresAt) {
			this.topic = topic;
			this.flags = flags;
			this.deadline = deadline;
			this.expiresAt = expiresAt;
		}

		boolean hasEnded() {
			return this.ended;
		}

		boolean isReleased() {
			return this.released;
		}

		void released() {
			this.released = true;
		}

		void forgotten() {
			this.released = false;
			this.lastConnection = 0;
		}

		int lastConnection() {
			return this.lastConnection;
		}

		void lastConnection(int connection) {
			this.lastConnection = connection;
			this.written = true;
		}

		/**
		 * Return whether the message was written at any time.
		 */
		boolean wasWritten() {
			return this.written;
		}

		void giveUp() {
			this.open = false;
		}

		void written() {
			end();
		}

		private void end() {
			assertThat(this.ended).as("a message ends once").isFalse();
			this.ended = true;
			this.open = false;
		}

		@Override
		public String topic() {
			return this.topic;
		}

		@Override
		public byte[] payload() {
			return PAYLOAD;
		}

		@Override
		public PublishPacketProperties properties() {
			return PublishPacketProperties.NONE;
		}

		@Override
		public byte flags() {
			return this.flags;
		}

		@Override
		public boolean isOpen() {
			return this.open;
		}

		@Override
		public long deadline() {
			return this.deadline;
		}

		@Override
		public long expiresAt() {
			return this.expiresAt;
		}

		@Override
		public boolean isExpired() {
			return this.expiresAt <= FuzzedApplication.this.now;
		}

		@Override
		public long remainingExpiry() {
			return (this.expiresAt != Long.MAX_VALUE) ? Math.max(0, this.expiresAt - FuzzedApplication.this.now) : -1;
		}

		@Override
		public void acknowledged(ReasonCode reasonCode, AckProperties properties, boolean resubmitted) {
			end();
		}

		@Override
		public void dropped(DropReason reason, String detail) {
			end();
			FuzzedApplication.this.dropped.accept(this, reason);
		}

		@Override
		public void timedOut(boolean written) {
			assertThat(this.open).isTrue();
			assertThat(written).isEqualTo(this.written);
			this.open = false;
		}

	}

	/**
	 * A receiver of messages.
	 */
	final class Receiver implements Route {

		private List<TopicFilter> filters;

		private @Nullable Subscribing operation;

		private int arrived;

		Receiver(List<TopicFilter> filters) {
			this.filters = filters;
		}

		/**
		 * Want nothing more.
		 * @return what was wanted
		 */
		List<TopicFilter> end() {
			List<TopicFilter> wanted = this.filters;
			this.filters = List.of();
			if (this.operation != null) {
				this.operation.ended = true;
			}
			return wanted;
		}

		@Override
		public Delivery accept(Arrival arrival, @Nullable Delivery first) {
			return new Received(arrival, this, (Received) first);
		}

		@Override
		public void deliver(Delivery delivery) {
			this.arrived++;
			assertThat(this.filters).anyMatch((filter) -> filter.matches(delivery.topic()));
			FuzzedApplication.this.deliveries.add((Received) delivery);
		}

		@Override
		public void answered(TopicFilter filter, ReasonCode reasonCode, AckProperties properties) {
		}

	}

	/**
	 * A message at one receiver.
	 */
	private static final class Received extends Delivery {

		private final Route holder;

		private final @Nullable Received first;

		private boolean finished;

		Received(Arrival arrival, Route holder, @Nullable Received first) {
			super(arrival);
			this.holder = holder;
			this.first = first;
		}

		void finish(ReasonCode reasonCode) {
			if (!this.finished) {
				this.finished = true;
				((this.first != null) ? this.first : this).releaseOne(reasonCode);
			}
		}

		private void releaseOne(ReasonCode reasonCode) {
			release(reasonCode);
		}

		@Override
		protected void giveUp(Route holder) {
			if (holder == this.holder) {
				finish(ReasonCode.SUCCESS);
			}
		}

	}

	/**
	 * A wait for SUBACK, if it is awaited.
	 */
	private static final class Subscribing extends SubscribeOperation {

		private final Receiver receiver;

		private final boolean awaited;

		private final long deadline;

		private boolean open = true;

		private boolean ended;

		Subscribing(Receiver receiver, List<TopicFilter> filters, QoS qos, boolean awaited, long deadline) {
			super(receiver, filters, new Subscription("", qos), List.of());
			this.receiver = receiver;
			this.awaited = awaited;
			this.deadline = deadline;
		}

		private void end() {
			assertThat(this.ended).as("a subscribe ends once").isFalse();
			this.ended = true;
			this.open = false;
		}

		private void failed() {
			end();
			this.receiver.filters = List.of();
		}

		@Override
		protected boolean isOpen() {
			return this.open;
		}

		@Override
		protected long deadline() {
			return this.deadline;
		}

		@Override
		protected void answered(Map<TopicFilter, ReasonCode> results, AckProperties properties) {
			assertThat(this.awaited).isTrue();
			assertThat(results.keySet()).containsExactlyInAnyOrderElementsOf(filters());
			if (results.values().stream().anyMatch(ReasonCode::isFailure)) {
				failed();
			}
			else {
				end();
			}
		}

		@Override
		protected void unsupported(String detail) {
			failed();
		}

		@Override
		protected void conflicting(TopicFilter filter, String option) {
			throw new AssertionError("All options are the same");
		}

		@Override
		protected void timedOut() {
			failed();
		}

	}

	/**
	 * A wait for UNSUBACK.
	 */
	private static final class Unsubscribing extends UnsubscribeOperation {

		private final long deadline;

		private boolean open = true;

		private boolean ended;

		Unsubscribing(long deadline) {
			this.deadline = deadline;
		}

		private void end() {
			assertThat(this.ended).as("an unsubscribe ends once").isFalse();
			this.ended = true;
			this.open = false;
		}

		@Override
		protected boolean isOpen() {
			return this.open;
		}

		@Override
		protected long deadline() {
			return this.deadline;
		}

		@Override
		protected void answered(Map<TopicFilter, ReasonCode> results, AckProperties properties) {
			end();
		}

		@Override
		protected void timedOut() {
			end();
		}

	}

}
