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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttMessage;
import io.zmqtt.MqttPublishException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RequestOptions;
import io.zmqtt.internal.session.InFlight;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for its reply: the future of the application, and the owner of the
 * message that is published for it.
 */
final class PendingRequest extends CompletableFuture<MqttMessage> implements PublishFuture.Owner {

	private final Requests requests;

	private final PublishPipeline pipeline;

	private final String topic;

	private final byte[] payload;

	private final RequestOptions options;

	private final Duration timeout;

	private final long deadline;

	/**
	 * A thread of the application waits in {@code request()}, and nothing else hangs on
	 * this future, so that it can be completed on the event loop. The completion executor
	 * may have all its threads waiting like that one.
	 */
	private final boolean blocking;

	private long number;

	private @Nullable ReplyTopic replyTopic;

	private @Nullable PublishFuture message;

	private boolean published;

	/**
	 * The end was decided on the event loop, though another thread may still have to tell
	 * it.
	 */
	private volatile boolean decided;

	PendingRequest(Requests requests, PublishPipeline pipeline, String topic, byte[] payload, RequestOptions options,
			Duration timeout, boolean blocking) {
		this.requests = requests;
		this.pipeline = pipeline;
		this.topic = topic;
		this.payload = payload;
		this.options = options;
		this.timeout = timeout;
		this.deadline = System.nanoTime() + timeout.toNanos();
		this.blocking = blocking;
		whenComplete((reply, failure) -> {
			if (!this.decided) {
				requests.givenUp(this);
			}
		});
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CompletableFuture<>();
	}

	String topic() {
		return this.topic;
	}

	byte[] payload() {
		return this.payload;
	}

	RequestOptions options() {
		return this.options;
	}

	Duration timeout() {
		return this.timeout;
	}

	long deadline() {
		return this.deadline;
	}

	/**
	 * Return how many nanoseconds are left.
	 */
	long left() {
		return this.deadline - System.nanoTime();
	}

	boolean isBlocking() {
		return this.blocking;
	}

	int weight() {
		return PublishFuture.weight(this.topic, this.payload);
	}

	// On the event loop

	long number() {
		return this.number;
	}

	void number(long number) {
		this.number = number;
	}

	@Nullable ReplyTopic replyTopic() {
		return this.replyTopic;
	}

	void replyTopic(ReplyTopic replyTopic) {
		this.replyTopic = replyTopic;
	}

	@Nullable PublishFuture message() {
		return this.message;
	}

	void message(PublishFuture message) {
		this.message = message;
	}

	void decided() {
		this.decided = true;
	}

	MqttTimeoutException timedOut() {
		PublishFuture current = this.message;
		if (current == null) {
			return timedOut(false, "there was no connection with a reply topic, so that the request to '" + this.topic
					+ "' was not sent and never will be");
		}
		boolean sent = this.published || current.phase() != InFlight.WAITING || this.options.qos() == QoS.AT_MOST_ONCE;
		return timedOut(sent, sent ? "no reply to the request to '" + this.topic + "' came"
				: "the request to '" + this.topic + "' was not sent and never will be");
	}

	MqttTimeoutException timedOut(boolean outcomeUnknown, String detail) {
		return new MqttTimeoutException("request", this.timeout, outcomeUnknown, detail);
	}

	// The end of the message

	@Override
	public void released(PublishFuture message) {
		this.pipeline.released(message);
	}

	@Override
	public void complete(PublishFuture message, PublishResult result) {
		this.published = true;
		this.pipeline.ended(message, null);
		if (result.reasonCode() == ReasonCode.NO_MATCHING_SUBSCRIBERS && !result.resubmitted()
				&& this.options.requireSubscribers()) {
			this.requests.fail(this, new MqttPublishException(this.topic, result.reasonCode(),
					result.reasonString().orElse(null), result.userProperties()));
		}
	}

	@Override
	public void fail(PublishFuture message, RuntimeException failure) {
		this.pipeline.ended(message, failure);
		if (failure instanceof MqttTimeoutException timeout) {
			this.requests.fail(this, timedOut(timeout.outcomeUnknown(),
					timeout.outcomeUnknown()
							? "the request to '" + this.topic + "' was sent and not acknowledged, and no reply came"
							: "the request to '" + this.topic + "' was not sent and never will be"));
		}
		else if (failure instanceof MqttPublishException refusal && refusal.outcomeUnknown()) {
			// it may have been published, so that a reply may come
			this.published = true;
		}
		else {
			this.requests.fail(this, failure);
		}
	}

	@Override
	public String toString() {
		return "PendingRequest[topic=" + this.topic + ", qos=" + this.options.qos() + ", done=" + isDone() + "]";
	}

}
