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

package io.zmqtt.internal.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttPublishException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.PublishResult;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.session.InFlight;
import org.jspecify.annotations.Nullable;

/**
 * A pending publish: the node of the queue, the slot of the in-flight window and the
 * future of the application in one object.
 */
final class PublishFuture extends CompletableFuture<PublishResult> implements InFlight {

	private static final VarHandle NEXT;

	static {
		try {
			NEXT = MethodHandles.lookup().findVarHandle(PublishFuture.class, "next", InFlight.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/**
	 * Stands for a time that is not known yet.
	 */
	static final long UNKNOWN = 0;

	private static final long MILLISECOND = 1_000_000;

	private static final long SECOND = 1_000_000_000;

	private final Owner owner;

	private final String topic;

	private final byte[] payload;

	private final PublishPacketProperties properties;

	private long submitted;

	private final int timeoutMillis;

	private final byte flags;

	private byte phase;

	private byte marks;

	private char packetId;

	/**
	 * The end was decided on the event loop, though another thread may still have to tell
	 * it.
	 */
	private volatile boolean decided;

	private @Nullable InFlight next;

	private @Nullable InFlight previous;

	PublishFuture(Owner owner, String topic, byte[] payload, PublishPacketProperties properties, byte flags,
			long submitted, int timeoutMillis) {
		this.owner = owner;
		this.topic = topic;
		this.payload = payload;
		this.properties = properties;
		this.flags = flags;
		this.submitted = submitted;
		this.timeoutMillis = timeoutMillis;
	}

	/**
	 * Return how many bytes the message counts against the limit of pending bytes.
	 */
	static int weight(String topic, byte[] payload) {
		return payload.length + topic.length();
	}

	int weight() {
		return weight(this.topic, this.payload);
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CompletableFuture<>();
	}

	// The end

	@Override
	public void acknowledged(ReasonCode reasonCode, AckProperties properties, boolean resubmitted) {
		this.owner.released(this);
		if (reasonCode == ReasonCode.SUCCESS && properties == AckProperties.NONE && !resubmitted) {
			this.owner.complete(this, PublishResult.success());
		}
		else if (reasonCode.isFailure()) {
			fail(new MqttPublishException(this.topic, reasonCode, properties.reasonString(),
					properties.userProperties()));
		}
		else {
			this.owner.complete(this,
					PublishResult.of(reasonCode, properties.reasonString(), properties.userProperties(), resubmitted));
		}
	}

	@Override
	public void dropped(DropReason reason, String detail) {
		this.owner.released(this);
		if (!isOpen()) {
			return;
		}
		fail(switch (reason) {
			case OFFLINE -> new MqttDisconnectedException(Source.NETWORK,
					"The message of QoS " + qos() + " to '" + this.topic + "' was not sent: there is no connection",
					null);
			case UNSUPPORTED ->
				new MqttUnsupportedException("The message to '" + this.topic + "' was not sent: " + detail);
			case OUTCOME_UNKNOWN -> new MqttPublishException(this.topic, "The broker has lost the session after it took"
					+ " the message to '" + this.topic + "': whether it was published is unknown");
			case EXPIRED -> new MqttPublishException(this.topic,
					"The message to '" + this.topic + "' expired before it could be sent", false);
			case ABANDONED ->
				new MqttDisconnectedException(Source.USER, "The message to '" + this.topic + "' was given up", null);
		});
	}

	@Override
	public void timedOut(boolean written) {
		fail(timeout(written));
	}

	MqttTimeoutException timeout(boolean written) {
		return new MqttTimeoutException("publish", Duration.ofMillis(this.timeoutMillis), written,
				written ? "the message to '" + this.topic + "' was sent and not acknowledged"
						: "the message to '" + this.topic + "' was not sent and never will be");
	}

	void fail(RuntimeException failure) {
		if (!this.decided) {
			this.decided = true;
			this.owner.fail(this, failure);
		}
	}

	/**
	 * The event loop has the message.
	 */
	void taken(long now) {
		if (this.submitted == UNKNOWN) {
			this.submitted = now;
		}
	}

	/**
	 * Return when the message was submitted, as {@link System#nanoTime()} counts.
	 */
	long submitted() {
		return this.submitted;
	}

	// The queue

	@Nullable PublishFuture nextAcquire() {
		return (PublishFuture) NEXT.getAcquire(this);
	}

	void nextRelease(@Nullable PublishFuture next) {
		NEXT.setRelease(this, next);
	}

	// The slot

	@Override
	public String topic() {
		return this.topic;
	}

	@Override
	public byte[] payload() {
		return this.payload;
	}

	@Override
	public PublishPacketProperties properties() {
		return this.properties;
	}

	@Override
	public byte flags() {
		return this.flags;
	}

	@Override
	public boolean isOpen() {
		return !this.decided && !isDone();
	}

	@Override
	public long deadline() {
		// the largest stands for more than it can say
		return this.submitted
				+ ((this.timeoutMillis != Integer.MAX_VALUE) ? this.timeoutMillis * MILLISECOND : Long.MAX_VALUE / 2);
	}

	@Override
	public long expiresAt() {
		long interval = expiryInterval();
		// an interval of zero leaves the time that a connected client needs
		return (interval < 0) ? Long.MAX_VALUE : this.submitted + Math.max(1, interval) * SECOND;
	}

	@Override
	public boolean isExpired() {
		return this.properties != PublishPacketProperties.NONE && expiryInterval() >= 0
				&& expiresAt() - System.nanoTime() <= 0;
	}

	@Override
	public long remainingExpiry() {
		long interval = (this.properties != PublishPacketProperties.NONE) ? expiryInterval() : -1;
		return (interval < 0) ? -1 : Math.max(0, interval - (System.nanoTime() - this.submitted) / SECOND);
	}

	private long expiryInterval() {
		return this.properties.application().messageExpiryInterval().orElse(-1);
	}

	@Override
	public int packetId() {
		return this.packetId;
	}

	@Override
	public void packetId(int packetId) {
		this.packetId = (char) packetId;
	}

	@Override
	public byte phase() {
		return this.phase;
	}

	@Override
	public void phase(byte phase) {
		this.phase = phase;
	}

	@Override
	public byte marks() {
		return this.marks;
	}

	@Override
	public void marks(byte marks) {
		this.marks = marks;
	}

	@Override
	public @Nullable InFlight next() {
		return this.next;
	}

	@Override
	public void next(@Nullable InFlight next) {
		this.next = next;
	}

	@Override
	public @Nullable InFlight previous() {
		return this.previous;
	}

	@Override
	public void previous(@Nullable InFlight previous) {
		this.previous = previous;
	}

	@Override
	public String toString() {
		return "PublishFuture[topic=" + this.topic + ", qos=" + qos() + ", done=" + isDone() + "]";
	}

	/**
	 * Who is told the end of a message, on the event loop.
	 */
	interface Owner {

		/**
		 * The session has done with the message.
		 */
		void released(PublishFuture message);

		void complete(PublishFuture message, PublishResult result);

		void fail(PublishFuture message, RuntimeException failure);

	}

}
